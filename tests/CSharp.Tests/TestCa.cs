using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GrpcServiceTemplate.Tests;

/// <summary>A certificate authority for the time of a test.</summary>
internal sealed class TestCa
{
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    public const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 _certificate;
    private readonly TestCa? _issuer;

    private TestCa(X509Certificate2 certificate, TestCa? issuer) => (_certificate, _issuer) = (certificate, issuer);

    /// <summary>Its own certificate.</summary>
    public string Pem => _certificate.ExportCertificatePem();

    /// <summary>Its own certificate and those above it, the root's too.</summary>
    public string Chain => _issuer is null ? Pem : Pem + "\n" + _issuer.Chain;

    public static TestCa Create(string name = "CN=test root", bool isExpired = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (from, until) = Span(isExpired ? -2 : 1);
        return new(AuthorityRequest(name, key).CreateSelfSigned(from.AddDays(-10), isExpired ? until : until.AddDays(10)), null);
    }

    public TestCa Intermediate(string name = "CN=test intermediate")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = AuthorityRequest(name, key).Create(_certificate, _certificate.NotBefore, _certificate.NotAfter, [1, 2, 3, 4]);
        return new(certificate.CopyWithPrivateKey(key), this);
    }

    /// <summary>A certificate that begins an hour ago, or in <paramref name="days"/> days where that is negative: expired; and its key.</summary>
    public TestCertificate Issue(
        string subject = "CN=test", string? usage = ClientAuthentication, int days = 1, bool isFuture = false, Action<SubjectAlternativeNameBuilder>? names = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        if (usage is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        }

        if (names is not null)
        {
            var builder = new SubjectAlternativeNameBuilder();
            names(builder);
            request.CertificateExtensions.Add(builder.Build());
        }

        var (from, until) = isFuture ? (DateTimeOffset.UtcNow.AddHours(1), DateTimeOffset.UtcNow.AddHours(2)) : Span(days);
        using var certificate = request.Create(_certificate, from, until, RandomNumberGenerator.GetBytes(8));
        return new(certificate.ExportCertificatePem() + "\n" + (_issuer is null ? "" : Chain), key.ExportPkcs8PrivateKeyPem());
    }

    public TestCertificate Server(int days = 1, bool isFuture = false) => Issue("CN=server", ServerAuthentication, days, isFuture, names =>
    {
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
    });

    /// <summary>Whether a chain leads here, and to no other.</summary>
    public bool IsRootOf(X509Certificate2 certificate, X509Chain sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(_certificate);
        chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        return chain.Build(certificate);
    }

    private static (DateTimeOffset From, DateTimeOffset Until) Span(int days) =>
        days > 0 ? (DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(days)) : (DateTimeOffset.UtcNow.AddDays(days - 1), DateTimeOffset.UtcNow.AddHours(-1));

    private static CertificateRequest AuthorityRequest(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return request;
    }
}

/// <param name="Certificate">The certificate, and what leads to its root, as PEM.</param>
/// <param name="Key">Its key, as PEM.</param>
internal sealed record TestCertificate(string Certificate, string Key)
{
    public X509Certificate2 Load() => X509Certificate2.CreateFromPem(Certificate, Key);

    public X509Certificate2Collection Chain()
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(Certificate);
        return chain;
    }
}
