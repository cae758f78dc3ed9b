using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Grpc.Service.Sdk.Certificates;

/// <summary>The private key of a certificate: ours are of P-256, one that a person put there may be of another curve, or RSA.</summary>
internal sealed class PrivateKey : IDisposable
{
    private readonly AsymmetricAlgorithm _key;

    private PrivateKey(AsymmetricAlgorithm key, X509SignatureGenerator signer) => (_key, Signer) = (key, signer);

    /// <summary>Signs certificates with it.</summary>
    public X509SignatureGenerator Signer { get; }

    public PublicKey PublicKey => Signer.PublicKey;

    public static PrivateKey Create() => Of(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <exception cref="InvalidDataException">The text is no key, or an encrypted one; the message says what.</exception>
    public static PrivateKey Read(string pem)
    {
        if (!pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            throw new InvalidDataException("it holds no private key in PEM form.");
        }

        var curve = ECDsa.Create();
        if (Imports(curve, pem))
        {
            return Of(curve);
        }

        curve.Dispose();
        var rsa = RSA.Create();
        if (Imports(rsa, pem))
        {
            return new PrivateKey(rsa, X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1));
        }

        rsa.Dispose();
        throw new InvalidDataException("its private key is damaged, encrypted, or neither of an elliptic curve nor RSA.");
    }

    /// <summary>PKCS#8, unencrypted.</summary>
    public string ToPem() => _key.ExportPkcs8PrivateKeyPem() + "\n";

    public bool Fits(X509Certificate2 certificate) =>
        PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(certificate.PublicKey.ExportSubjectPublicKeyInfo());

    public void Dispose() => _key.Dispose();

    private static PrivateKey Of(ECDsa key) => new(key, X509SignatureGenerator.CreateForECDsa(key));

    private static bool Imports(AsymmetricAlgorithm key, string pem)
    {
        try
        {
            key.ImportFromPem(pem);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            return false;
        }
    }
}
