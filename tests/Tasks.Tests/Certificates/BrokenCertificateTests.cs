using System.Security.Cryptography;
using Grpc.Service.Sdk.Certificates;

namespace Grpc.Service.Sdk.Tests.Certificates;

/// <summary>Whatever else lies in the folder: half of it, something else, somebody's own.</summary>
public sealed class BrokenCertificateTests : IDisposable
{
    private static readonly string[] s_files = [".gitignore", "ca.key", "ca.crt", "server.key", "server.crt", "client.key", "client.crt"];

    private readonly TlsScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Prepare_AfterABuildThatWasKilledOnTheWay_FinishesIt(int written)
    {
        _scene.Prepare();
        _scene.Delete(s_files[written..]);
        var before = _scene.Files();

        Assert.Empty(_scene.Prepare().Lasting);

        _scene.IsWhole(TlsScene.Day);
        Assert.All(before, file => Assert.Equal(file.Value, _scene.Read(file.Key)));
    }

    [Fact]
    public void Prepare_AllAtOnce_AgreeOnOneFolder()
    {
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 16 }, number => Assert.Empty(_scene.Prepare(service: $"shop-{number}").Lasting));

        _scene.IsWhole(TlsScene.Day);
        Assert.Empty(_scene.Prepare().Lasting);
    }

    [Theory]
    [InlineData("ca.crt", "", "it holds no certificate in PEM form")]
    [InlineData("server.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "its certificate is damaged")]
    [InlineData("client.crt", "\u0000\u0001garbage", "it holds no certificate in PEM form")]
    [InlineData("ca.key", "garbage", "it holds no private key in PEM form")]
    [InlineData("server.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "its private key is damaged")]
    [InlineData("client.key", "", "it holds no private key in PEM form")]
    public void Prepare_Garbage_IsToldAndLeftAlone(string file, string text, string reason)
    {
        _scene.Prepare();
        _scene.Write(file, text);
        IsTold("GRPC5001", $"'config/tls/{file}'", reason, file.StartsWith("ca.", StringComparison.Ordinal) ? "delete 'config/tls' and build again" : "and build again.");
    }

    [Fact]
    public void Prepare_EncryptedKey_IsTold()
    {
        _scene.Prepare();
        using var key = ECDsa.Create();
        key.ImportFromPem(_scene.Read("server.key"));
        _scene.Write("server.key", key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));

        IsTold("GRPC5001", "'config/tls/server.key'", "encrypted");
    }

    [Theory]
    [InlineData("ca.crt")]
    [InlineData("server.key")]
    public void Prepare_FolderInItsPlace_IsTold(string file)
    {
        _scene.Prepare();
        _scene.Delete(file);
        Directory.CreateDirectory(_scene.At(file));

        IsTold("GRPC5001", $"'config/tls/{file}'", "it is a folder");
    }

    [Theory]
    [InlineData("ca", "server")]
    [InlineData("server", "client")]
    [InlineData("client", "ca")]
    public void Prepare_KeyOfAnother_IsTold(string pair, string other)
    {
        _scene.Prepare();
        _scene.Write(pair + ".key", _scene.Read(other + ".key"));

        IsTold("GRPC5002", $"'config/tls/{pair}.key' is not the key of 'config/tls/{pair}.crt'");
    }

    [Theory]
    [InlineData("server")]
    [InlineData("client")]
    public void Prepare_CertificateWithoutItsKey_IsTold(string pair)
    {
        _scene.Prepare();
        _scene.Delete(pair + ".key");

        IsTold("GRPC5003", $"'config/tls/{pair}.crt'", $"'config/tls/{pair}.key', which is not there", $"delete 'config/tls/{pair}.crt'");
    }

    [Fact]
    public void Prepare_LeafOfAnotherAuthority_IsTold()
    {
        using var other = new TlsScene();
        other.Prepare();
        _scene.Prepare();
        _scene.Write("client.crt", other.Read("client.crt"));
        _scene.Write("client.key", other.Read("client.key"));

        IsTold("GRPC5004", "'config/tls/client.crt' was not signed by 'config/tls/ca.crt'");
    }

    [Fact]
    public void Prepare_AuthorityOfTomorrow_IsAWarningThatBlamesTheClock()
    {
        _scene.Prepare(TlsScene.Day.AddDays(1));
        var before = _scene.Files();

        var outcome = _scene.Prepare();

        Assert.Equal(["GRPC5007", "GRPC5007", "GRPC5007"], outcome.Lasting.Select(finding => finding.Code));
        Assert.False(outcome.HasErrors);
        Assert.Contains("'config/tls/ca.crt' is not valid before 2026-03-02 11:50 UTC. Check the clock", outcome.Lasting[0].Message, StringComparison.Ordinal);
        Assert.Equal(TlsScene.Day.AddDays(1).AddMinutes(-10), outcome.Until);
        Assert.Equal(before, _scene.Files());
    }

    [Fact]
    public void Prepare_WithoutTheAuthoritysKey_TakesAllForSomebodysOwn()
    {
        _scene.Prepare();
        _scene.Delete(".gitignore", "ca.key", "client.key", "client.crt");
        var before = _scene.Files();

        var outcome = _scene.Prepare();

        var told = Assert.Single(outcome.Lasting);
        Assert.Equal(("GRPC5008", Severity.Message), (told.Code, told.Severity));
        Assert.Contains("no 'config/tls/ca.key'", told.Message, StringComparison.Ordinal);
        Assert.Contains("Not there either: 'config/tls/client.key', 'config/tls/client.crt'.", told.Message, StringComparison.Ordinal);
        Assert.Equal(before, _scene.Files());
    }

    [Theory]
    [InlineData(336, "GRPC5006")]
    [InlineData(366, "GRPC5005")]
    [InlineData(-1, "GRPC5007")]
    public void Prepare_OwnCertificateOutOfTime_IsAWarningAndStays(int days, string code)
    {
        _scene.Prepare();
        _scene.Delete("ca.key");
        var before = _scene.Files();

        var outcome = _scene.Prepare(TlsScene.Day.AddDays(days));

        Assert.False(outcome.HasErrors);
        var told = Assert.Single(outcome.Lasting, finding => finding.Code == code && finding.Message.Contains("'config/tls/server.crt'", StringComparison.Ordinal));
        Assert.Equal(Severity.Warning, told.Severity);
        Assert.Equal(before, _scene.Files());
    }

    [Fact]
    public void Prepare_OwnLeafOfAnotherAuthority_IsAWarning()
    {
        using var other = new TlsScene();
        other.Prepare();
        _scene.Prepare();
        _scene.Delete("ca.key");
        _scene.Write("server.crt", other.Read("server.crt"));
        _scene.Write("server.key", other.Read("server.key"));

        var outcome = _scene.Prepare();

        Assert.False(outcome.HasErrors);
        Assert.Equal(["GRPC5008", "GRPC5004"], outcome.Lasting.Select(finding => finding.Code));

        // The build would make no other.
        Assert.EndsWith("refuses it. Put the right file there.", outcome.Lasting[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Prepare_FileWhereTheFolderBelongs_IsTheSystemsToSay()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_scene.Folder.Directory)!);
        File.WriteAllText(_scene.Folder.Directory, "");

        Assert.ThrowsAny<IOException>(() => _scene.Prepare());
    }

    private void IsTold(string code, params string[] words)
    {
        var before = _scene.Files();

        var outcome = _scene.Prepare();

        Assert.True(outcome.HasErrors);
        var told = Assert.Single(outcome.Lasting);
        Assert.Equal(code, told.Code);
        Assert.All(words, word => Assert.Contains(word, told.Message, StringComparison.Ordinal));
        Assert.Equal(before, _scene.Files());
    }
}
