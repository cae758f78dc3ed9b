using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Service.Sdk.Certificates;

namespace Grpc.Service.Sdk.Tests.Certificates;

/// <summary>A <c>config/tls</c> of one test's own, on a day that the test names.</summary>
internal sealed class TlsScene : IDisposable
{
    public static readonly DateTimeOffset Day = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    public TlsFolder Folder => new(_folder.At("tls"), "config/tls");

    public CertificateOutcome Prepare(DateTimeOffset? now = null, string service = "shop") => new DevelopmentCertificates(Folder, service, now ?? Day).Prepare();

    public string At(string name) => Path.Combine(Folder.Directory, name);

    public string Read(string name) => File.ReadAllText(At(name));

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Folder.Directory);
        File.WriteAllText(At(name), text);
    }

    public void Delete(params string[] names)
    {
        foreach (var name in names)
        {
            File.Delete(At(name));
        }
    }

    public X509Certificate2 Certificate(string pair) => X509Certificate2.CreateFromPem(Read(pair + ".crt"));

    /// <summary>Every file with its text.</summary>
    public SortedDictionary<string, string> Files() => new(
        Directory.EnumerateFiles(Folder.Directory, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(Folder.Directory, file), File.ReadAllText),
        StringComparer.Ordinal);

    /// <summary>As a peer would, on a day: by this authority alone, and for this use.</summary>
    public static bool Verifies(X509Certificate2 authority, X509Certificate2 leaf, string usage, DateTimeOffset when)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = when.UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(usage));
        return chain.Build(leaf);
    }

    /// <summary>All six files are there, each key fits, and both leaves are good for what they are.</summary>
    public void IsWhole(DateTimeOffset when)
    {
        Assert.Equal([".gitignore", "ca.crt", "ca.key", "client.crt", "client.key", "server.crt", "server.key"], Files().Keys);
        using var authority = Certificate("ca");
        foreach (var (pair, usage) in ((string, string)[])[("server", Usage.Server), ("client", Usage.Client)])
        {
            using var leaf = X509Certificate2.CreateFromPem(Read(pair + ".crt"), Read(pair + ".key"));
            Assert.True(Verifies(authority, leaf, usage, when), pair);
        }

        using var whole = X509Certificate2.CreateFromPem(Read("ca.crt"), Read("ca.key"));
    }

    public void Dispose() => _folder.Dispose();
}

internal static class Usage
{
    public const string Server = "1.3.6.1.5.5.7.3.1";
    public const string Client = "1.3.6.1.5.5.7.3.2";
}
