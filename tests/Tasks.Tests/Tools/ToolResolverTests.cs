using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Tests.Tools;

public sealed class ToolResolverTests : IDisposable
{
    private const string Content = "#!/bin/sh\nexit 0\n";
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _details = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Resolve_FromTheSecondPackageFolder_FindsIt()
    {
        var path = Pack(Content);

        Assert.Equal(path, Resolver().Resolve("buf").Path);
    }

    [Fact]
    public void Resolve_Missing_NamesPackageVersionAndMend()
    {
        var found = Assert.Single(Assert.Throws<DiagnosticException>(() => Resolver().Resolve("buf")).Diagnostics);

        Assert.Equal("GRPC2001", found.Code);
        Assert.Contains("'Grpc.Service.Sdk.Tools.linux-x64' 1.0.0", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_OtherBytes_AreRefusedAlsoAfterTheToolWasTrusted()
    {
        var path = Pack(Content);
        Resolver().Resolve("buf");
        File.AppendAllText(path, "x");

        Assert.Equal("GRPC2002", Assert.Throws<DiagnosticException>(() => Resolver().Resolve("buf")).Diagnostics[0].Code);
    }

    [Fact]
    public void Resolve_SameFileAgain_IsNotHashedAgain()
    {
        var path = Pack(Content);
        Resolver().Resolve("buf");
        var times = (File.GetLastWriteTimeUtc(path), File.GetCreationTimeUtc(path));
        using (var stream = File.OpenWrite(path))
        {
            stream.WriteByte((byte)'!');
        }

        File.SetLastWriteTimeUtc(path, times.Item1);

        // The price of not hashing 48 MB in every build, stated: bytes changed under the same length and times go unseen.
        Assert.Equal(path, Resolver().Resolve("buf").Path);
    }

    [Fact]
    public void Resolve_WithoutExecuteBit_MendsItInACopy()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var path = Pack(Content);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var copy = Resolver().Resolve("buf").Path;

        Assert.NotEqual(path, copy);
        Assert.Equal(Content, File.ReadAllText(copy));
        Assert.True(File.GetUnixFileMode(copy).HasFlag(UnixFileMode.UserExecute | UnixFileMode.OtherExecute));
        File.AppendAllText(copy, "tampered");
        Assert.Equal(copy, Resolver().Resolve("buf").Path);
        Assert.Equal(Content, File.ReadAllText(copy));
    }

    [Fact]
    public void Resolve_UnsupportedHost_ListsTheSupportedOnes()
    {
        Pack(Content);

        var found = Assert.Throws<DiagnosticException>(() => Resolver("linux-musl-x64").Resolve("buf")).Diagnostics[0];

        Assert.Equal("GRPC2003", found.Code);
        Assert.Contains("'linux-musl-x64'", found.Message, StringComparison.Ordinal);
        Assert.Contains("linux-x64", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_GivenByPath_IsTakenUnhashedAndSaysSo()
    {
        var own = _folder.Write("own/buf", "anything");

        Assert.Equal(own, Resolver(given: own).Resolve("buf").Path);
        Assert.Contains("not checked", Assert.Single(_details), StringComparison.Ordinal);
        Assert.Equal("GRPC2004", Assert.Throws<DiagnosticException>(() => Resolver(given: own + "x").Resolve("buf")).Diagnostics[0].Code);
    }

    [Fact]
    public void ToolsJson_PinsTheGrpcToolsOfDirectoryPackagesProps()
    {
        var manifest = ToolManifest.Read(Path.Combine(Checkout.Root, "src/Tools/tools.json"));

        Assert.Contains($"Include=\"Grpc.Tools\" Version=\"{manifest.Tools["protoc"].Version}\"", Checkout.Read("Directory.Packages.props"), StringComparison.Ordinal);
    }

    [Fact]
    public void ToolsJson_IsCompleteForEveryHostThatHasAPack()
    {
        var manifest = ToolManifest.Read(Path.Combine(Checkout.Root, "src/Tools/tools.json"));
        string[] rids = ["linux-arm64", "linux-x64", "osx-arm64", "osx-x64", "win-arm64", "win-x64"];

        Assert.Contains("linux-x64;linux-arm64;osx-x64;osx-arm64;win-x64;win-arm64", Checkout.Read("src/Sdk/targets/Tools.targets"), StringComparison.Ordinal);
        Assert.Equal(["buf", "grpc_csharp_plugin", "protoc", "protoc-gen-go", "protoc-gen-go-grpc"], manifest.Tools.Keys.Order(StringComparer.Ordinal));
        Assert.All(manifest.Tools, tool =>
        {
            Assert.Equal(rids, tool.Value.Rids.Keys.Order(StringComparer.Ordinal));
            Assert.All(tool.Value.Rids, binary =>
            {
                Assert.Equal(tool.Value.Source switch { "npm" => "Grpc.Service.Sdk.Tools." + binary.Key, "built" => "Grpc.Service.Sdk.Tools.Go." + binary.Key, _ => "Grpc.Tools" }, binary.Value.Package);
                Assert.Equal(binary.Key.StartsWith("win-", StringComparison.Ordinal), binary.Value.Path!.EndsWith(".exe", StringComparison.Ordinal));
                Assert.Equal(tool.Value.Source == "built" ? "tools/SHA256SUMS" : null, binary.Value.Hashes);
                Assert.Matches(tool.Value.Source == "built" ? "^$" : "^[0-9a-f]{64}$", binary.Value.Sha256 ?? "");
                Assert.True(binary.Value.Support is "native" or "emulated");
            });
        });
    }

    [Fact]
    public void ToolsJson_HasTheVersionsThatArePacked()
    {
        var tools = ToolManifest.Read(Path.Combine(Checkout.Root, "src/Tools/tools.json")).Tools;
        var modules = Checkout.Read("src/Tools.Go/plugins/go.mod");

        Assert.Contains($"google.golang.org/protobuf v{tools["protoc-gen-go"].Version} ", modules, StringComparison.Ordinal);
        Assert.Contains($"google.golang.org/grpc/cmd/protoc-gen-go-grpc v{tools["protoc-gen-go-grpc"].Version} ", modules, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_OfAPackThatListsItsHashes_TrustsThemAndNothingElse()
    {
        var path = Built(Content);
        var list = _folder.Write("second/grpc.service.sdk.tools.go.linux-x64/1.0.0/tools/SHA256SUMS", $"{new string('0', 64)}  other\n{Hash}  buf\n");

        Assert.Equal((path, Hash), (Resolver().Resolve("built").Path, Resolver().Resolve("built").Hash));

        File.AppendAllText(path, "x");
        Assert.Equal("GRPC2002", Assert.Throws<DiagnosticException>(() => Resolver().Resolve("built")).Diagnostics[0].Code);
        File.WriteAllText(list, $"{Hash}  other\n");
        var found = Assert.Single(Assert.Throws<DiagnosticException>(() => Resolver().Resolve("built")).Diagnostics);
        Assert.Equal("GRPC2011", found.Code);
        Assert.StartsWith($"'{list}' does not name 'buf'", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_OfAPackWithoutItsTools_TellsWhyItIs()
    {
        _folder.Write("second/grpc.service.sdk.tools.go.linux-x64/1.0.0/tools/MISSING.txt", "there is no Go on the PATH. Install it.\n");

        var found = Assert.Single(Assert.Throws<DiagnosticException>(() => Resolver().Resolve("built")).Diagnostics);

        Assert.Equal("GRPC2010", found.Code);
        Assert.StartsWith("The package 'Grpc.Service.Sdk.Tools.Go.linux-x64 1.0.0' was packed without 'built': there is no Go on the PATH. Install it. Take", found.Message, StringComparison.Ordinal);
    }

    private static string Hash => FileHash.OfBytes(System.Text.Encoding.UTF8.GetBytes(Content));

    private string Built(string content) => _folder.Write("second/grpc.service.sdk.tools.go.linux-x64/1.0.0/tools/buf", content).Executable();

    private string Pack(string content) => _folder.Write("second/grpc.service.sdk.tools.linux-x64/1.0.0/tools/buf", content).Executable();

    private ToolResolver Resolver(string rid = "linux-x64", string? given = null)
    {
        var manifest = _folder.Write("tools.json", $$"""
            {"tools": {"buf": {"version": "9.9.9", "source": "npm", "rids": {
              "linux-x64": {"support": "native", "package": "Grpc.Service.Sdk.Tools.linux-x64", "path": "tools/buf", "sha256": "{{Hash}}"},
              "linux-musl-x64": {"support": "none"}
            } }, "built": {"version": "9.9.9", "source": "built", "rids": {
              "linux-x64": {"support": "native", "package": "Grpc.Service.Sdk.Tools.Go.linux-x64", "path": "tools/buf", "hashes": "tools/SHA256SUMS"}
            } } } }
            """);
        var overrides = given is null ? [] : new Dictionary<string, string> { ["buf"] = given };
        return new ToolResolver(new ToolRequest(manifest, rid, [_folder.At("first"), _folder.At("second")], "1.0.0", overrides), _folder.At("cache"), _details.Add);
    }
}

internal static class ExecutableExtensions
{
    public static string Executable(this string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}
