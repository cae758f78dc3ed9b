using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Grpc.Service.Sdk.Tests.Certificates;

/// <summary>What is in the certificates that are made.</summary>
public sealed class IssuedCertificateTests : IDisposable
{
    private readonly TlsScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Prepare_Nothing_MakesAWholeFolderThatOnlyItsOwnerReads()
    {
        var outcome = _scene.Prepare();

        Assert.Empty(outcome.Lasting);
        Assert.Empty(outcome.News);
        _scene.IsWhole(TlsScene.Day);
        Assert.Equal("*\n", _scene.Read(".gitignore"));
        const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        foreach (var pair in OperatingSystem.IsWindows() ? [] : (string[])["ca", "server", "client"])
        {
            Assert.Equal(Own, new FileInfo(_scene.At(pair + ".key")).UnixFileMode);
            Assert.Equal(Own | UnixFileMode.GroupRead | UnixFileMode.OtherRead, new FileInfo(_scene.At(pair + ".crt")).UnixFileMode);
        }
    }

    [Fact]
    public void Authority_IsOneForLeavesAloneAndTenYears()
    {
        _scene.Prepare();
        using var authority = _scene.Certificate("ca");

        Assert.Equal("CN=shop development CA", authority.Subject);
        Assert.Equal(authority.Subject, authority.Issuer);
        var constraints = Assert.Single(authority.Extensions.OfType<X509BasicConstraintsExtension>());
        Assert.True(constraints is { Critical: true, CertificateAuthority: true, HasPathLengthConstraint: true, PathLengthConstraint: 0 });
        var usage = Assert.Single(authority.Extensions.OfType<X509KeyUsageExtension>());
        Assert.True(usage.Critical);
        Assert.Equal(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, usage.KeyUsages);
        Assert.Equal(TlsScene.Day.AddYears(10), authority.NotAfter.ToUniversalTime());
        Assert.Equal(TlsScene.Day.AddMinutes(-10), authority.NotBefore.ToUniversalTime());
        IsOurs(authority, authority);
    }

    [Theory]
    [InlineData("server", "CN=shop", Usage.Server)]
    [InlineData("client", "CN=shop-client", Usage.Client)]
    public void Leaf_IsForOneUseAndAYear(string pair, string subject, string use)
    {
        _scene.Prepare();
        using var authority = _scene.Certificate("ca");
        using var leaf = _scene.Certificate(pair);

        Assert.Equal(subject, leaf.Subject);
        var usage = Assert.Single(leaf.Extensions.OfType<X509KeyUsageExtension>());
        Assert.True(usage.Critical);
        Assert.Equal(X509KeyUsageFlags.DigitalSignature, usage.KeyUsages);
        Assert.Equal([use], Assert.Single(leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>()).EnhancedKeyUsages.Cast<Oid>().Select(oid => oid.Value));
        Assert.Equal(TlsScene.Day.AddYears(1), leaf.NotAfter.ToUniversalTime());
        Assert.Equal(TlsScene.Day.AddMinutes(-10), leaf.NotBefore.ToUniversalTime());
        Assert.False(TlsScene.Verifies(authority, leaf, use == Usage.Server ? Usage.Client : Usage.Server, TlsScene.Day));
        IsOurs(leaf, authority);
    }

    [Fact]
    public void Names_AreTheMachinesOwnAndTheServices_AndTheClientHasNone()
    {
        _scene.Prepare();
        using var server = _scene.Certificate("server");
        using var client = _scene.Certificate("client");

        Assert.Equal(["localhost", "shop", "127.0.0.1", "::1"], Names(server));
        Assert.Empty(client.Extensions.OfType<X509SubjectAlternativeNameExtension>());
    }

    [Theory]
    [InlineData("größe", "CN=größe-client", "localhost", "xn--gre-6ka8i", "127.0.0.1", "::1")]
    [InlineData("localhost", "CN=localhost-client", "localhost", "127.0.0.1", "::1")]
    public void Names_OfAServiceThatIsCalledOddly_AreThoseThatAHostCanHave(string service, string client, params string[] names)
    {
        _scene.Prepare(service: service);
        using var server = _scene.Certificate("server");
        using var other = _scene.Certificate("client");

        Assert.Equal(names, Names(server));
        Assert.Equal(client, other.Subject);
    }

    [Fact]
    public void Names_OfAServiceWithALongName_AreCutWhereTheFormatEnds()
    {
        var service = new string('a', 100);
        _scene.Prepare(service: service);
        using var server = _scene.Certificate("server");
        using var client = _scene.Certificate("client");

        Assert.Equal(["localhost", "127.0.0.1", "::1"], Names(server));
        Assert.Equal("CN=" + service[..64], server.Subject);
        Assert.Equal("CN=" + service[..57] + "-client", client.Subject);
        _scene.IsWhole(TlsScene.Day);
    }

    [Fact]
    public void Keys_ArePkcs8OfP256()
    {
        _scene.Prepare();

        Assert.All((string[])["ca", "server", "client"], pair =>
        {
            Assert.StartsWith("-----BEGIN PRIVATE KEY-----\n", _scene.Read(pair + ".key"), StringComparison.Ordinal);
            using var key = ECDsa.Create();
            key.ImportFromPem(_scene.Read(pair + ".key"));
            Assert.Equal(ECCurve.NamedCurves.nistP256.Oid.Value, key.ExportParameters(false).Curve.Oid.Value);
        });
    }

    private static IEnumerable<string> Names(X509Certificate2 certificate)
    {
        var names = Assert.Single(certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>());
        return names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString()));
    }

    /// <summary>SHA-256, a serial number of its own, and both identifiers, which strict verifiers ask for.</summary>
    private static void IsOurs(X509Certificate2 certificate, X509Certificate2 authority)
    {
        Assert.Equal("1.2.840.10045.4.3.2", certificate.SignatureAlgorithm.Value);
        var identifier = Assert.Single(authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>());
        Assert.Equal(
            identifier.SubjectKeyIdentifierBytes.ToArray(),
            Assert.Single(certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>()).KeyIdentifier!.Value.ToArray());
        Assert.Single(certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>());
        var serial = new AsnReader(Asn(certificate.SerialNumberBytes.Span), AsnEncodingRules.DER).ReadInteger();
        Assert.True(serial.Sign > 0);
        Assert.InRange(serial.GetByteCount(isUnsigned: true), 12, 16);
    }

    private static byte[] Asn(ReadOnlySpan<byte> integer) => [2, (byte)integer.Length, .. integer];
}
