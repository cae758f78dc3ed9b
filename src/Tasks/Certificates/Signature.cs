using System.Security.Cryptography.X509Certificates;

namespace Grpc.Service.Sdk.Certificates;

/// <summary>Who signed whom.</summary>
internal static class Signature
{
    /// <summary>Whether a chain leads from the pair's certificate to one of the authority's file; the clock is not asked, and nothing is fetched.</summary>
    public static bool IsOf(TlsPair authority, TlsPair pair)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authority.Certificates);
        chain.ChainPolicy.ExtraStore.AddRange(pair.Certificates);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        try
        {
            return chain.Build(pair.Certificate!);
        }
        finally
        {
            foreach (var element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }
        }
    }
}
