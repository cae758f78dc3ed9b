using System.Reflection;
using System.Runtime.InteropServices;
using CliWrap;
using CliWrap.Buffered;

namespace Grpc.Service.Sdk.Tests;

/// <summary>Compiles contracts that stand in a test's text, with the protoc that the packages pin.</summary>
internal static class ProtoCompiler
{
    private static readonly string Tools = Metadata("GrpcTools");

    /// <summary>The image of the files, with imports and source info.</summary>
    public static byte[] Compile(params (string Path, string Text)[] files)
    {
        using var folder = new TemporaryFolder();
        foreach (var (path, text) in files)
        {
            folder.Write(path, text);
        }

        Run(folder.Path, ["--descriptor_set_out=image.binpb", "--include_imports", "--include_source_info", .. files.Select(file => file.Path)]);
        return File.ReadAllBytes(Path.Combine(folder.Path, "image.binpb"));
    }

    /// <summary>The protoc that the packages pin, in its package.</summary>
    public static string Protoc
    {
        get
        {
            var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "macosx" : "linux";
            var architecture = RuntimeInformation.OSArchitecture is Architecture.Arm64 && system == "linux" ? "arm64" : "x64";
            return Path.Combine(Tools, "tools", $"{system}_{architecture}", OperatingSystem.IsWindows() ? "protoc.exe" : "protoc");
        }
    }

    /// <summary>Runs protoc in a folder, which is its import root beside the standard imports.</summary>
    public static void Run(string folder, params string[] arguments) =>
        RunProtoc(folder, ["--proto_path=.", "--proto_path=" + Path.Combine(Tools, "build", "native", "include"), .. arguments]);

    /// <summary>Runs protoc on an image, with the generator of C#'s stubs.</summary>
    public static void RunOn(string folder, string image, params string[] arguments) =>
        RunProtoc(folder, ["--descriptor_set_in=" + image, "--plugin=protoc-gen-grpc=" + Path.Combine(Path.GetDirectoryName(Protoc)!, "grpc_csharp_plugin" + Path.GetExtension(Protoc)), .. arguments]);

    private static void RunProtoc(string folder, string[] arguments)
    {
        var result = Cli.Wrap(Protoc)
            .WithWorkingDirectory(folder)
            .WithArguments(arguments)
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync().GetAwaiter().GetResult();
        Assert.True(result.ExitCode == 0, result.StandardError);
    }

    private static string Metadata(string key) => typeof(ProtoCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}
