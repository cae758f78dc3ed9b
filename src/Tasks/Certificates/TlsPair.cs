using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Certificates;

/// <summary>A certificate and its key, as they lie in the folder.</summary>
internal sealed class TlsPair : IDisposable
{
    private readonly TlsFolder _folder;
    private readonly string _name;
    private readonly List<Diagnostic> _faults = [];

    private TlsPair(TlsFolder folder, string name) => (_folder, _name, CertificateFile, KeyFile) = (folder, name, folder.Certificate(name), folder.Key(name));

    public TlsFile CertificateFile { get; }

    public TlsFile KeyFile { get; }

    public bool HasCertificate { get; private set; }

    public bool HasKey { get; private set; }

    /// <summary>Null where there is none, or none that can be read.</summary>
    public PrivateKey? Key { get; private set; }

    /// <summary>All that the certificate's file holds; more than one where a person added some.</summary>
    public X509Certificate2Collection Certificates { get; } = [];

    /// <summary>The one of them that the key belongs to, or the first where there is no key; null where there is none.</summary>
    public X509Certificate2? Certificate => Certificates.FirstOrDefault(certificate => Key?.Fits(certificate) ?? true);

    /// <summary>Whatever the day is: files that are not what their names say, and a key that belongs to something else.</summary>
    public IReadOnlyList<Diagnostic> Faults => _faults;

    /// <summary>What to do where one of the two is no good.</summary>
    public string Mend => _name == TlsFolder.Authority
        ? $"Put the right file there; or delete '{_folder.Display}' and build again, and give its new certificate to whoever has a copy of the old one."
        : $"Put the right file there; or delete '{CertificateFile.Display}' and '{KeyFile.Display}', and build again.";

    /// <summary>
    /// Reads the certificate first: a build writes the key before it, so another build's half is never taken for a whole. For the same reason the
    /// authority is read last.
    /// </summary>
    public static TlsPair Read(TlsFolder folder, string name)
    {
        var pair = new TlsPair(folder, name);
        pair.HasCertificate = pair.TryRead(pair.CertificateFile, pair.ReadCertificates);
        pair.HasKey = pair.TryRead(pair.KeyFile, pem => pair.Key = PrivateKey.Read(pem));
        if (pair is { Key: not null, Certificates.Count: > 0, Certificate: null })
        {
            pair._faults.Add(Codes.KeyDiffers.With(Span(pair.KeyFile), pair.KeyFile.Display, pair.CertificateFile.Display, pair.Mend));
        }

        return pair;
    }

    /// <summary>Gives the pair what was made for it.</summary>
    public PrivateKey Take(PrivateKey key) => Key = key;

    /// <inheritdoc cref="Take(PrivateKey)"/>
    public void Take(string pem)
    {
        DisposeCertificates();
        ReadCertificates(pem);
    }

    public void Dispose()
    {
        Key?.Dispose();
        DisposeCertificates();
    }

    internal static SourceSpan Span(TlsFile file) => new(file.Display);

    /// <returns>False where there is nothing of that name.</returns>
    private bool TryRead(TlsFile file, Action<string> read)
    {
        if (!file.Exists)
        {
            return false;
        }

        try
        {
            read(file.ReadText());
        }
        catch (InvalidDataException exception)
        {
            _faults.Add(Codes.CertificateUnreadable.With(Span(file), file.Display, exception.Message, Mend));
        }

        return true;
    }

    private void ReadCertificates(string pem)
    {
        try
        {
            Certificates.ImportFromPem(pem);
        }
        catch (CryptographicException exception)
        {
            throw new InvalidDataException("its certificate is damaged.", exception);
        }

        if (Certificates.Count == 0)
        {
            throw new InvalidDataException("it holds no certificate in PEM form.");
        }
    }

    private void DisposeCertificates()
    {
        foreach (var certificate in Certificates)
        {
            certificate.Dispose();
        }

        Certificates.Clear();
    }
}
