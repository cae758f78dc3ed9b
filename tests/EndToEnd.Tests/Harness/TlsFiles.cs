using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Grpc.Service.Sdk.EndToEnd.Harness;

/// <summary>The <c>config/tls</c> of a project, for tests that put something of their own there.</summary>
internal sealed class TlsFiles(TestProject project, string folder = "config/tls")
{
    public const string Server = "1.3.6.1.5.5.7.3.1";
    public const string Client = "1.3.6.1.5.5.7.3.2";

    public static readonly string[] All = [".gitignore", "ca.crt", "ca.key", "client.crt", "client.key", "server.crt", "server.key"];

    /// <summary>Each file with its bytes.</summary>
    public SortedDictionary<string, string> Read() => new(
        Directory.EnumerateFiles(project.At(folder)).ToDictionary(file => System.IO.Path.GetFileName(file), File.ReadAllText), StringComparer.Ordinal);

    public string Path(string name) => project.At($"{folder}/{name}");

    public X509Certificate2 Certificate(string pair) => X509Certificate2.CreateFromPem(project.Read($"{folder}/{pair}.crt"));

    /// <summary>Signs a pair's certificate anew with the folder's authority, for other times.</summary>
    public void Issue(string pair, TimeSpan begin, TimeSpan end)
    {
        using var old = Certificate(pair);
        using var authority = Certificate("ca");
        using var signer = Key("ca");
        using var key = Key(pair);
        var request = new CertificateRequest(old.SubjectName, key, HashAlgorithmName.SHA256);
        foreach (var extension in old.Extensions)
        {
            request.CertificateExtensions.Add(extension);
        }

        using var made = request.Create(
            authority.SubjectName, X509SignatureGenerator.CreateForECDsa(signer), DateTimeOffset.UtcNow + begin, DateTimeOffset.UtcNow + end, RandomNumberGenerator.GetBytes(16));
        project.Write($"{folder}/{pair}.crt", made.ExportCertificatePem());
    }

    /// <summary>As a peer would now: by the authority's file alone, for one use, with the key that lies beside the certificate.</summary>
    public bool Verifies(string pair, string usage)
    {
        using var authority = Certificate("ca");
        using var leaf = X509Certificate2.CreateFromPem(project.Read($"{folder}/{pair}.crt"), project.Read($"{folder}/{pair}.key"));
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(usage));
        return chain.Build(leaf);
    }

    /// <summary>All files are there, and both pairs are good for what they are.</summary>
    public void AreWhole()
    {
        Assert.Equal(All, Read().Keys);
        Assert.True(Verifies("server", Server) && Verifies("client", Client));
    }

    private ECDsa Key(string pair)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(project.Read($"{folder}/{pair}.key"));
        return key;
    }
}
