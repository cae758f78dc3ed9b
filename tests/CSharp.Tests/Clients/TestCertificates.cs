namespace GrpcServiceTemplate.Tests.Clients;

/// <summary>Certificates as these tests need them.</summary>
internal static class TestCertificates
{
    /// <summary>A server's for a name of its own.</summary>
    public static TestCertificate ServerFor(this TestCa ca, string name, string usage = TestCa.ServerAuthentication) =>
        ca.Issue($"CN={name}", usage, names: names => names.AddDnsName(name));

    public static TestCertificate Client(this TestCa ca, int days = 1) => ca.Issue("CN=client", days: days);

    /// <summary>Writes a certificate, what leads to its CA, and its key.</summary>
    public static void Write(this TemporaryFolder folder, string name, TestCertificate certificate)
    {
        folder.Write(name + ".crt", certificate.Certificate);
        folder.Write(name + ".key", certificate.Key);
    }
}
