using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Grpc.Service.Sdk.Tests.Certificates;

/// <summary>The build keeps development certificates good without anybody's doing.</summary>
public sealed class RenewalTests : IDisposable
{
    private static readonly DateTimeOffset s_lastDay = TlsScene.Day.AddYears(1).AddDays(-30);

    private readonly TlsScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Prepare_ThirtyDaysBeforeTheEnd_ChangesNothing()
    {
        Assert.Equal(s_lastDay, _scene.Prepare().Until);
        var before = _scene.Files();

        var outcome = _scene.Prepare(s_lastDay);

        Assert.Empty(outcome.News);
        Assert.Equal(before, _scene.Files());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40 * 24 * 60)]
    public void Prepare_AfterThat_RenewsTheLeavesUnderTheSameAuthorityWithTheSameKeys(int minutes)
    {
        var now = s_lastDay.AddMinutes(minutes);
        _scene.Prepare();
        var before = _scene.Files();

        var outcome = _scene.Prepare(now, "renamed");

        Assert.Empty(outcome.Lasting);
        Assert.Equal(["GRPC5010", "GRPC5010"], outcome.News.Select(news => news.Code));
        Assert.Equal("'config/tls/server.crt' was valid until 2027-03-01 12:00 UTC, and is renewed until " + now.AddYears(1).ToString("yyyy-MM-dd HH:mm", null) + " UTC.", outcome.News[0].Message);
        Assert.Equal(["client.crt", "server.crt"], before.Keys.Where(name => before[name] != _scene.Read(name)));
        _scene.IsWhole(now);
        using var server = _scene.Certificate("server");
        using var client = _scene.Certificate("client");
        Assert.Equal(("CN=shop", "CN=shop-client"), (server.Subject, client.Subject));
        Assert.Contains("shop", server.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateDnsNames());
        Assert.Equal(now.AddYears(1), server.NotAfter.ToUniversalTime());
    }

    [Theory]
    [InlineData(-20)]
    [InlineData(20)]
    public void Prepare_AuthorityAtItsEnd_RenewsAllAndCopiesOfTheOldOneGoOnUntilThen(int days)
    {
        var end = TlsScene.Day.AddYears(10);
        var now = end.AddDays(days);
        _scene.Prepare();
        using var old = _scene.Certificate("ca");
        var key = _scene.Read("ca.key");

        var outcome = _scene.Prepare(now);

        Assert.Empty(outcome.Lasting);
        Assert.Equal(["GRPC5009", "GRPC5010", "GRPC5010"], outcome.News.Select(news => news.Code));
        Assert.Contains("'config/tls/ca.crt' was valid until 2036-03-01 12:00 UTC", outcome.News[0].Message, StringComparison.Ordinal);
        _scene.IsWhole(now);
        using var renewed = _scene.Certificate("ca");
        using var server = _scene.Certificate("server");
        Assert.NotEqual(old.SerialNumber, renewed.SerialNumber);
        Assert.Equal(key, _scene.Read("ca.key"));
        Assert.Equal(now.AddYears(10), renewed.NotAfter.ToUniversalTime());
        Assert.Equal(days < 0, TlsScene.Verifies(old, server, Usage.Server, now));
    }

    [Fact]
    public void Prepare_LeafNearTheAuthoritysEnd_EndsWithIt()
    {
        _scene.Prepare();
        var now = TlsScene.Day.AddYears(10).AddDays(-100);

        _scene.Prepare(now);

        using var authority = _scene.Certificate("ca");
        using var server = _scene.Certificate("server");
        Assert.Equal(authority.NotAfter, server.NotAfter);
        _scene.IsWhole(now);
    }

    [Fact]
    public void Prepare_FileWithMoreThanOurs_KeepsWhatAPersonAdded()
    {
        using var other = new TlsScene();
        other.Prepare(service: "other");
        _scene.Prepare();
        _scene.Write("ca.crt", other.Read("ca.crt") + _scene.Read("ca.crt"));
        var now = TlsScene.Day.AddYears(10);

        Assert.Equal(["GRPC5009", "GRPC5010", "GRPC5010"], _scene.Prepare(now).News.Select(news => news.Code));

        Assert.EndsWith(other.Read("ca.crt"), _scene.Read("ca.crt"), StringComparison.Ordinal);
        Assert.Equal(2, _scene.Read("ca.crt").Split("BEGIN CERTIFICATE").Length - 1);
        _scene.IsWhole(now);
    }

    [Fact]
    public void Prepare_AuthorityOfAnotherKind_SignsAllTheSame()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=own, O=Ours", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = request.CreateSelfSigned(TlsScene.Day.AddDays(-1), TlsScene.Day.AddYears(2));
        _scene.Write("ca.crt", authority.ExportCertificatePem());
        _scene.Write("ca.key", key.ExportRSAPrivateKeyPem());

        Assert.Empty(_scene.Prepare().Lasting);

        _scene.IsWhole(TlsScene.Day);
        Assert.Empty(_scene.Prepare(s_lastDay.AddDays(1)).Lasting);
        _scene.IsWhole(s_lastDay.AddDays(1));
    }
}
