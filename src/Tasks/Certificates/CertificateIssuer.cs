using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Grpc.Service.Sdk.Certificates;

/// <summary>Makes certificates, for one moment and one service.</summary>
/// <param name="service">Its name in kebab-case, which the certificates carry.</param>
internal sealed class CertificateIssuer(string service, DateTimeOffset now)
{
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";
    private const string SubjectAlternativeName = "2.5.29.17";
    private const int AuthorityYears = 10;
    private const int LeafYears = 1;
    private const int SerialBytes = 16;

    /// <summary>RFC 5280's limit of a common name.</summary>
    private const int LongestName = 64;

    /// <summary>The clock of whoever checks a certificate may be behind ours.</summary>
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(10);

    /// <summary>An authority for leaves alone, signed by itself.</summary>
    /// <param name="before">The certificate that this one takes the place of; its name stays, so that what it signed stays good.</param>
    public X509Certificate2 Authority(PrivateKey key, X509Certificate2? before)
    {
        var request = new CertificateRequest(before?.SubjectName ?? Name(service, " development CA"), key.PublicKey, HashAlgorithmName.SHA256);
        var identifier = new X509SubjectKeyIdentifierExtension(key.PublicKey, critical: false);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(identifier);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier));
        return request.Create(request.SubjectName, key.Signer, now - s_skew, now.AddYears(AuthorityYears), Serial());
    }

    /// <summary>A server's certificate, for this machine's own names and the service's.</summary>
    /// <param name="before">The certificate that this one takes the place of; its names stay.</param>
    public X509Certificate2 Server(PublicKey key, X509Certificate2? before, X509Certificate2 authority, PrivateKey signer) =>
        Leaf(before?.SubjectName ?? Name(service, ""), NamesOf(before) ?? ServerNames(), ServerUsage, key, authority, signer);

    /// <summary>A client's certificate; without other names, its identity is its common name.</summary>
    /// <inheritdoc cref="Server"/>
    public X509Certificate2 Client(PublicKey key, X509Certificate2? before, X509Certificate2 authority, PrivateKey signer) =>
        Leaf(before?.SubjectName ?? Name(service, "-client"), NamesOf(before), ClientUsage, key, authority, signer);

    private X509Certificate2 Leaf(X500DistinguishedName subject, X509Extension? names, string usage, PublicKey key, X509Certificate2 authority, PrivateKey signer)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(key, critical: false));
        request.CertificateExtensions.Add(IssuerOf(authority));
        if (names is not null)
        {
            request.CertificateExtensions.Add(names);
        }

        // No leaf lives longer than its authority.
        DateTimeOffset begin = authority.NotBefore.ToUniversalTime(), end = authority.NotAfter.ToUniversalTime();
        begin = begin > now - s_skew ? begin : now - s_skew;
        end = end < now.AddYears(LeafYears) ? end : now.AddYears(LeafYears);
        return request.Create(authority.SubjectName, signer.Signer, begin, end, Serial());
    }

    private X509Extension ServerNames()
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        if (IsHostName(service) && service != "localhost")
        {
            names.AddDnsName(service);
        }

        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        return names.Build();
    }

    private static X509Extension? NamesOf(X509Certificate2? certificate) =>
        certificate?.Extensions.FirstOrDefault(extension => extension.Oid?.Value == SubjectAlternativeName);

    /// <summary>By the identifier, which a renewed authority keeps; one that a person made may have none.</summary>
    private static X509AuthorityKeyIdentifierExtension IssuerOf(X509Certificate2 authority) =>
        authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault() is { } identifier
            ? X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier)
            : X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: false, includeIssuerAndSerial: true);

    /// <summary>A project may be called what no host can be.</summary>
    private static bool IsHostName(string name)
    {
        try
        {
            return new IdnMapping { UseStd3AsciiRules = true }.GetAscii(name).Length > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static X500DistinguishedName Name(string service, string suffix)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(service[..Math.Min(service.Length, LongestName - suffix.Length)] + suffix);
        return name.Build();
    }

    /// <summary>Read as an unsigned number, so never negative.</summary>
    private static byte[] Serial() => RandomNumberGenerator.GetBytes(SerialBytes);
}
