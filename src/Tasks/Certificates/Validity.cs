using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Certificates;

/// <summary>Certificates against the clock. What time alone does is at most a warning: nothing that built yesterday may fail today.</summary>
internal sealed class Validity(DateTimeOffset now)
{
    /// <summary>How long before its end a certificate is renewed, or told.</summary>
    private static readonly TimeSpan s_notice = TimeSpan.FromDays(30);

    /// <summary>Less than thirty days are left, or none.</summary>
    public bool EndsSoon(X509Certificate2 certificate) => End(certificate) - now < s_notice;

    /// <summary>For a certificate that the build renews: only the clock can be wrong.</summary>
    public IEnumerable<Diagnostic> CheckOurs(TlsPair pair)
    {
        if (Begin(pair.Certificate!) > now)
        {
            yield return Codes.CertificateNotYetValid.With(TlsPair.Span(pair.CertificateFile), pair.CertificateFile.Display, Text(Begin(pair.Certificate!)), pair.Mend);
        }
    }

    /// <summary>For one that somebody else has to renew.</summary>
    public IEnumerable<Diagnostic> CheckForeign(TlsPair pair, string authorityKey)
    {
        var (file, end) = (pair.CertificateFile, End(pair.Certificate!));
        return end <= now ? [Codes.CertificateExpired.With(TlsPair.Span(file), file.Display, Text(end), authorityKey)]
            : EndsSoon(pair.Certificate!) ? [Codes.CertificateExpiresSoon.With(TlsPair.Span(file), file.Display, Text(end), authorityKey)]
            : CheckOurs(pair);
    }

    /// <summary>When the clock next changes what is to be said of a certificate.</summary>
    public DateTimeOffset NextChange(X509Certificate2 certificate)
    {
        var (begin, end) = (Begin(certificate), End(certificate));
        return begin > now ? begin : end - s_notice > now ? end - s_notice : end > now ? end : DateTimeOffset.MaxValue;
    }

    public static string Text(X509Certificate2 certificate) => Text(End(certificate));

    private static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static DateTimeOffset Begin(X509Certificate2 certificate) => certificate.NotBefore.ToUniversalTime();

    private static DateTimeOffset End(X509Certificate2 certificate) => certificate.NotAfter.ToUniversalTime();
}
