using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Certificates;

/// <summary>A folder whose authority has no key: its certificates came from somewhere else, so they are looked at and nothing more.</summary>
internal sealed class OwnCertificates(TlsFolder folder, Validity validity)
{
    public CertificateOutcome Check(TlsPair authority, params TlsPair[] leaves)
    {
        var there = leaves.Prepend(authority).Where(pair => pair.HasCertificate).ToArray();
        var key = authority.KeyFile.Display;
        var missing = folder.Files.Where(file => file != folder.Ignore && file != authority.KeyFile && !file.Exists).Select(file => $"'{file.Display}'").ToArray();
        Diagnostic[] findings =
        [
            Codes.OwnCertificates.With(folder.Display, key, missing.Length == 0 ? "Nothing else is missing." : $"Not there either: {string.Join(", ", missing)}."),
            .. leaves.Where(leaf => leaf.HasCertificate && authority.HasCertificate && !Signature.IsOf(authority, leaf)).Select(leaf =>
                Foreign(authority, leaf, "Put the right file there.") with { Severity = Severity.Warning }),
            .. there.SelectMany(pair => validity.CheckForeign(pair, key)),
        ];
        return new CertificateOutcome([.. findings.Order()], [], there.Min(pair => validity.NextChange(pair.Certificate!)));
    }

    /// <param name="mend">What to do about it.</param>
    public static Diagnostic Foreign(TlsPair authority, TlsPair leaf, string mend) =>
        Codes.CertificateOfOtherAuthority.With(TlsPair.Span(leaf.CertificateFile), leaf.CertificateFile.Display, authority.CertificateFile.Display, mend);
}
