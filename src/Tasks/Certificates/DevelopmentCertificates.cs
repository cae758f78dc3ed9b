using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Certificates;

/// <summary>
/// Makes what a service needs to speak mutual TLS on its developer's machine, and renews it in time. What is damaged is told and left as it is.
/// </summary>
/// <remarks>
/// Keys are made once and stay. So a renewal changes one file, and at no moment does a certificate lie beside a key that is not its own; a copy of
/// the old authority goes on proving what the new one signs; and of two builds that start at once, the second one takes what the first has made.
/// </remarks>
/// <param name="service">The service's name in kebab-case.</param>
public sealed class DevelopmentCertificates(TlsFolder folder, string service, DateTimeOffset now)
{
    private const UnixFileMode KeyMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PublicMode = KeyMode | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly CertificateIssuer _issuer = new(service, now);
    private readonly Validity _validity = new(now);
    private readonly List<Diagnostic> _news = [];

    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public CertificateOutcome Prepare()
    {
        // In the reverse of the order in which they are written, for a build that is at work beside this one.
        using var client = TlsPair.Read(folder, TlsFolder.Client);
        using var server = TlsPair.Read(folder, TlsFolder.Server);
        using var authority = TlsPair.Read(folder, TlsFolder.Authority);
        TlsPair[] all = [authority, server, client];
        if (all.SelectMany(pair => pair.Faults).ToArray() is { Length: > 0 } faults)
        {
            return new CertificateOutcome(faults, [], now);
        }

        if (!authority.HasKey && all.Any(pair => pair.HasCertificate))
        {
            return new OwnCertificates(folder, _validity).Check(authority, server, client);
        }

        return all.Where(pair => pair is { HasCertificate: true, HasKey: false }).Select(KeyMissing).ToArray() is { Length: > 0 } bare
            ? new CertificateOutcome(bare, [], now)
            : Complete(authority, server, client);
    }

    private CertificateOutcome Complete(TlsPair authority, TlsPair server, TlsPair client)
    {
        AtomicFile.TryCreate(folder.Ignore.Path, "*\n"u8, PublicMode);
        var renewed = Provide(authority, Codes.AuthorityRenewed, false, _issuer.Authority);
        var foreign = ((TlsPair[])[server, client]).Where(pair => pair.HasCertificate && !Signature.IsOf(authority, pair)).ToArray();
        if (foreign.Length > 0)
        {
            return new CertificateOutcome([.. foreign.Select(pair => OwnCertificates.Foreign(authority, pair, pair.Mend))], _news, now);
        }

        Provide(server, Codes.CertificateRenewed, renewed, (key, before) => _issuer.Server(key.PublicKey, before, authority.Certificate!, authority.Key!));
        Provide(client, Codes.CertificateRenewed, renewed, (key, before) => _issuer.Client(key.PublicKey, before, authority.Certificate!, authority.Key!));
        TlsPair[] all = [authority, server, client];
        return new CertificateOutcome([.. all.SelectMany(_validity.CheckOurs)], _news, all.Min(pair => _validity.NextChange(pair.Certificate!)));
    }

    /// <summary>Makes what the pair lacks, and a new certificate where the old one ends soon.</summary>
    /// <param name="told">How a renewal is told.</param>
    /// <param name="always">Also where it does not.</param>
    /// <param name="make">From the key, and from the certificate that it had.</param>
    /// <returns>Whether there was one, and it was renewed.</returns>
    private bool Provide(TlsPair pair, DiagnosticCode told, bool always, Func<PrivateKey, X509Certificate2?, X509Certificate2> make)
    {
        var key = pair.Key ?? pair.Take(MakeKey(pair.KeyFile));
        if (pair.Certificate is not { } before)
        {
            using var first = make(key, null);
            pair.Take(AtomicFile.TryCreate(pair.CertificateFile.Path, Encoding.ASCII.GetBytes(Pem(first)), PublicMode) ? Pem(first) : pair.CertificateFile.ReadText());
            return false;
        }

        if (!always && !_validity.EndsSoon(before))
        {
            return false;
        }

        // What a person added to the file stays there.
        using var after = make(key, before);
        var pem = Pem(after) + string.Concat(pair.Certificates.Where(other => other != before).Select(Pem));
        AtomicFile.Write(pair.CertificateFile.Path, Encoding.ASCII.GetBytes(pem), PublicMode);
        _news.Add(told.With(TlsPair.Span(pair.CertificateFile), pair.CertificateFile.Display, Validity.Text(before), Validity.Text(after)));
        pair.Take(pem);
        return true;
    }

    private static PrivateKey MakeKey(TlsFile file)
    {
        var key = PrivateKey.Create();
        if (AtomicFile.TryCreate(file.Path, Encoding.ASCII.GetBytes(key.ToPem()), KeyMode))
        {
            return key;
        }

        key.Dispose();
        return PrivateKey.Read(file.ReadText());
    }

    private static Diagnostic KeyMissing(TlsPair pair) =>
        Codes.KeyMissing.With(TlsPair.Span(pair.CertificateFile), pair.CertificateFile.Display, pair.KeyFile.Display, pair.Mend);

    private static string Pem(X509Certificate2 certificate) => certificate.ExportCertificatePem() + "\n";
}
