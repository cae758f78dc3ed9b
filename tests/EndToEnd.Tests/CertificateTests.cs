using System.IO.Compression;
using System.Security.Cryptography.X509Certificates;
using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>config/service.json and the development certificates, as whoever builds a service meets them.</summary>
[Collection(PackedSdk.Runs)]
public sealed class CertificateTests
{
    // The generation and what follows it, without the compiler.
    private static readonly string[] s_generate = ["-t:GrpcGenerate", "--no-restore"];

    [Fact]
    public async Task Build_AService_CanBeRunAndKeepsItsKeysToItself()
    {
        using var project = TestProject.Small();
        await project.CommitAsync("before");
        Assert.Empty((await project.BuildAsync()).Succeeded().Diagnostics);

        var tls = new TlsFiles(project);
        tls.AreWhole();
        using var server = tls.Certificate("server");
        var names = Assert.Single(server.Extensions.OfType<X509SubjectAlternativeNameExtension>());
        Assert.Equal(["localhost", "shop", "127.0.0.1", "::1"], names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => $"{address}")));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal("600 600 600 644 644 644", (await Shell.RunAsync("stat", project.At("config/tls"), "-c", "%a", "ca.key", "client.key", "server.key", "ca.crt", "client.crt", "server.crt")).StandardOutput.Trim().ReplaceLineEndings(" "));
        }

        // Git sees the file that is the project's, and no key; nothing of it is copied to the program.
        Assert.Equal("?? config/service.json", await project.GitAsync("status", "--porcelain", "--untracked-files=all"));
        await project.CommitAsync("after");
        Assert.Equal(["config/service.json"], (await project.GitAsync("ls-files", "config")).Split('\n'));
        Assert.DoesNotContain(Directory.EnumerateFiles(project.At("bin"), "*", SearchOption.AllDirectories), file => file.Contains("service.json", StringComparison.Ordinal) || file.EndsWith(".crt", StringComparison.Ordinal) || file.EndsWith(".key", StringComparison.Ordinal));

        await using (var service = await RunningService.StartAsync(project))
        {
            var (_, error) = await new BufCurl(project, service).CallAsync("shop.v1.ShopService/GetThing", """{"thing_id": "none"}""");
            Assert.Equal("not_found", (string?)error?["code"]);
        }

        // What the project made of the file stays, and so do the keys; a clean takes neither.
        project.Write("config/service.json", "{ \"server\": { \"adress\": ");
        var kept = project.Tree("config");
        (await project.RunAsync("clean")).Succeeded();
        Assert.Empty((await project.BuildAsync("--no-restore")).Succeeded().Diagnostics);
        Assert.Equal(kept, project.Tree("config"));
    }

    [Fact]
    public async Task Build_CertificatesNearTheirEnd_AreRenewedAndTold()
    {
        using var project = await GeneratedAsync();
        var tls = new TlsFiles(project);
        var (before, authority) = (tls.Read(), tls.Certificate("ca"));

        tls.Issue("server", TimeSpan.FromDays(-300), TimeSpan.FromDays(10));
        var renewed = (await project.BuildAsync(s_generate)).Succeeded();
        Assert.Empty(renewed.Diagnostics);
        Assert.Single(renewed.Messages, text => text.Contains("'config/tls/server.crt' was valid until", StringComparison.Ordinal));
        tls.AreWhole();
        Assert.Equal(["server.crt"], before.Keys.Where(name => before[name] != tls.Read()[name]));

        tls.Issue("client", TimeSpan.FromDays(-300), TimeSpan.FromDays(-1));
        Assert.Empty((await project.BuildAsync(s_generate)).Succeeded().Diagnostics);
        tls.AreWhole();

        // The authority too, with all that it signed; that is told where it is seen, and once.
        tls.Issue("ca", TimeSpan.FromDays(-300), TimeSpan.FromDays(10));
        var told = (await project.BuildAsync(s_generate)).Succeeded().Single("GRPC5009");
        Assert.Equal(("warning", "config/tls/ca.crt"), (told.Severity, told.File));
        tls.AreWhole();
        using var server = tls.Certificate("server");
        Assert.True(server.NotAfter > DateTime.Now.AddDays(360));
        using (authority)
        {
            // Whoever has the first one goes on.
            using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
            chain.ChainPolicy.CustomTrustStore.Add(authority);
            Assert.True(chain.Build(server));
        }

        var kept = project.Tree("config");
        var quiet = (await project.BuildAsync(s_generate)).Succeeded();
        Assert.Empty(quiet.Diagnostics);
        Assert.DoesNotContain(quiet.Messages, text => text.StartsWith("certificates:", StringComparison.Ordinal));
        Assert.Equal(kept, project.Tree("config"));
    }

    [Fact]
    public async Task Build_DamagedCertificates_AreToldUntilTheyAreMended()
    {
        using var project = await GeneratedAsync();
        var tls = new TlsFiles(project);
        var whole = tls.Read();

        project.Write("config/tls/server.crt", "garbage");
        project.Write("config/tls/client.key", whole["server.key"]);
        var damaged = await FailsAsync(project);
        Assert.Contains("'config/tls/server.crt' cannot be used: it holds no certificate in PEM form.", damaged.Single("GRPC5001").Text, StringComparison.Ordinal);
        Assert.Contains("'config/tls/client.key' is not the key of 'config/tls/client.crt'", damaged.Single("GRPC5002").Text, StringComparison.Ordinal);
        Assert.Equal(("garbage", whole["ca.crt"]), (project.Read("config/tls/server.crt"), project.Read("config/tls/ca.crt")));
        (await FailsAsync(project)).Single("GRPC5001");

        // As the messages say: what is deleted is made anew, under the same authority.
        Delete("server.crt", "client.crt", "client.key");
        Assert.Empty((await project.BuildAsync(s_generate)).Succeeded().Diagnostics);
        tls.AreWhole();
        Assert.Equal(whole["ca.crt"], project.Read("config/tls/ca.crt"));

        Delete("ca.key");
        Directory.CreateDirectory(tls.Path("ca.key"));
        Assert.Contains("'config/tls/ca.key' cannot be used: it is a folder.", (await FailsAsync(project)).Single("GRPC5001").Text, StringComparison.Ordinal);
        Directory.Delete(tls.Path("ca.key"));
        project.Write("config/tls/ca.key", whole["ca.key"]);

        Delete("server.key");
        Assert.Contains("'config/tls/server.key', which is not there", (await FailsAsync(project)).Single("GRPC5003").Text, StringComparison.Ordinal);

        // A new authority that knows nothing of the old one's certificate.
        Delete("server.crt", "ca.crt", "ca.key", "client.key", "client.crt");
        Assert.Empty((await project.BuildAsync(s_generate)).Succeeded().Diagnostics);
        project.Write("config/tls/client.crt", whole["client.crt"]);
        project.Write("config/tls/client.key", whole["client.key"]);
        Assert.Contains("'config/tls/client.crt' was not signed by 'config/tls/ca.crt'", (await FailsAsync(project)).Single("GRPC5004").Text, StringComparison.Ordinal);

        void Delete(params string[] names) => Array.ForEach(names, name => File.Delete(tls.Path(name)));
    }

    [Fact]
    public async Task Build_CertificatesOfSomebodysOwn_AreCheckedAndLeftAlone()
    {
        using var project = await GeneratedAsync();
        var tls = new TlsFiles(project);
        tls.Issue("server", TimeSpan.FromDays(-300), TimeSpan.FromDays(-1));
        tls.Issue("client", TimeSpan.FromDays(1), TimeSpan.FromDays(300));
        tls.Issue("ca", TimeSpan.FromDays(-300), TimeSpan.FromDays(10));
        File.Delete(tls.Path("ca.key"));
        var own = tls.Read();

        var first = (await project.BuildAsync(s_generate)).Succeeded();

        Assert.Contains("'config/tls/server.crt' was valid until", first.Single("GRPC5005").Text, StringComparison.Ordinal);
        Assert.Contains("'config/tls/ca.crt' is valid until", first.Single("GRPC5006").Text, StringComparison.Ordinal);
        Assert.Contains("'config/tls/client.crt' is not valid before", first.Single("GRPC5007").Text, StringComparison.Ordinal);
        Assert.Single(first.Messages, text => text.Contains("taken for your own", StringComparison.Ordinal));
        Assert.Equal(own, tls.Read());

        // Told again without a look, and as the project's properties have it.
        var second = (await project.BuildAsync([.. s_generate, "-p:TreatWarningsAsErrors=true", "-p:NoWarn=GRPC5006"])).Failed();
        Assert.Equal("error", second.Single("GRPC5005").Severity);
        Assert.DoesNotContain(second.Diagnostics, found => found.Code == "GRPC5006");
        Assert.DoesNotContain(second.Messages, text => text.StartsWith("certificates:", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Build_FoldersThatCannotBeWritten_AreQuoted()
    {
        using var project = await GeneratedAsync();
        project.Write("../server.crt", project.Read("config/tls/server.crt"));

        var result = await MountNamespace.RunAsync(project.Folder, """
            generate() { dotnet build --no-restore -t:GrpcGenerate -v:q "-p:GrpcCachePath=$CACHE" > "$OUT/$1" 2>&1 || true; }
            CACHE=$1; OUT=$2; mkdir -p "$OUT"
            closed() { mount --bind config config; mount -o remount,bind,ro config; generate "$1"; umount config; }
            closed whole
            rm config/tls/server.crt; closed missing
            cp ../server.crt config/tls; rm config/service.json; closed file
            """, project.Cache, project.At("../out"));

        Assert.True(result.ExitCode == 0, result.StandardError);
        Assert.DoesNotContain("error", project.Read("../out/whole"), StringComparison.Ordinal);
        Assert.Contains("error GRPC5011: The certificates in 'config/tls' cannot be written: ", project.Read("../out/missing"), StringComparison.Ordinal);
        Assert.Contains("error GRPC1050: 'config/service.json' cannot be written: ", project.Read("../out/file"), StringComparison.Ordinal);

        Directory.Delete(project.At("config"), recursive: true);
        project.Write("config", "a file");
        Assert.Contains("'config/service.json'", (await FailsAsync(project)).Single("GRPC1050").Text, StringComparison.Ordinal);

        File.Delete(project.At("config"));
        Directory.CreateDirectory(project.At("config/service.json"));
        Assert.Contains("'config/service.json' cannot be written: It is a folder.", (await FailsAsync(project)).Single("GRPC1050").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_AndPack_BesideTheWebSdk_CarryTheFileAndNoKey()
    {
        using var project = TestProject.Small();

        // The web SDK's own globs take each .json; and the project adds all of the folder by itself.
        project.Write("Shop.csproj", """
            <Project Sdk="Microsoft.NET.Sdk.Web;Grpc.Service.Sdk/1.0.0">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><IsPackable>true</IsPackable><GrpcConfigPath>etc/shop</GrpcConfigPath></PropertyGroup>
              <ItemGroup><Content Include="$(All)" CopyToPublishDirectory="Always" /></ItemGroup>
            </Project>
            """);

        (await project.RunAsync("publish", "-o", project.At("../plain"))).Succeeded();
        (await project.RunAsync("publish", "--no-build", "-o", project.At("../all"), "-p:All=etc/**")).Succeeded();
        (await project.RunAsync("pack", "--no-build", "-o", project.At("../plain"))).Succeeded();
        (await project.RunAsync("pack", "--no-build", "-o", project.At("../all"), "-p:All=etc/**", "-p:NoWarn=NU5119")).Succeeded();

        new TlsFiles(project, "etc/shop/tls").AreWhole();
        foreach (var folder in new[] { "../plain", "../all" })
        {
            var published = Directory.EnumerateFiles(project.At(folder), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(project.At(folder), file).Replace('\\', '/'));
            Assert.Equal(["config/service.json"], published.Where(IsConfig));
        }

        Assert.Empty(Packed("../plain"));
        Assert.Equal(["content/etc/shop/service.json", "contentFiles/any/net10.0/etc/shop/service.json"], Packed("../all"));

        IEnumerable<string> Packed(string folder)
        {
            using var package = ZipFile.OpenRead(project.At(folder + "/Shop.1.0.0.nupkg"));
            return [.. package.Entries.Select(entry => entry.FullName).Where(IsConfig).Order(StringComparer.Ordinal)];
        }

        static bool IsConfig(string path) => path.Contains("service.json", StringComparison.Ordinal) || path.Contains("tls/", StringComparison.Ordinal)
            || path.EndsWith(".crt", StringComparison.Ordinal) || path.EndsWith(".key", StringComparison.Ordinal);
    }

    private static async Task<TestProject> GeneratedAsync()
    {
        var project = TestProject.Small();
        (await project.BuildAsync("-t:GrpcGenerate", "-restore")).Succeeded();
        return project;
    }

    private static async Task<BuildResult> FailsAsync(TestProject project) => (await project.BuildAsync(s_generate)).Failed();
}
