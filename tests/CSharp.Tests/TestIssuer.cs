using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace GrpcServiceTemplate.Tests;

/// <summary>Signs tokens for the time of a test, right ones and wrong ones.</summary>
internal sealed class TestIssuer(string issuer = "https://issuer.test", string audience = "shop", string kid = "one")
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA _rsa = RSA.Create(2048);

    public string Issuer => issuer;

    public string EllipticKey
    {
        get
        {
            var point = _key.ExportParameters(includePrivateParameters: false).Q;
            return $$"""{"kty":"EC","crv":"P-256","use":"sig","kid":"{{kid}}","x":"{{Base64(point.X!)}}","y":"{{Base64(point.Y!)}}"}""";
        }
    }

    public string RsaKey
    {
        get
        {
            var key = _rsa.ExportParameters(includePrivateParameters: false);
            return $$"""{"kty":"RSA","kid":"{{kid}}-rsa","n":"{{Base64(key.Modulus!)}}","e":"{{Base64(key.Exponent!)}}"}""";
        }
    }

    public string PrivateKey => EllipticKey.Replace("}", $",\"d\":\"{Base64(_key.ExportParameters(includePrivateParameters: true).D!)}\"}}", StringComparison.Ordinal);

    public string KeySet => Keys(EllipticKey);

    public static string Keys(params string[] keys) => $$"""{"keys":[{{string.Join(',', keys)}}]}""";

    public static long Seconds(double fromNow) => DateTimeOffset.UtcNow.AddSeconds(fromNow).ToUnixTimeSeconds();

    /// <summary>A token that holds for an hour, but for what is said otherwise; null leaves a claim out.</summary>
    public string Sign(object? header = null, params (string Claim, object? Value)[] claims)
    {
        var all = new Dictionary<string, object?> { ["iss"] = issuer, ["aud"] = audience, ["sub"] = "alice", ["exp"] = Seconds(3600) };
        foreach (var (claim, value) in claims)
        {
            all[claim] = value;
        }

        return SignRaw(header ?? new { alg = "ES256", kid }, JsonSerializer.Serialize(all.Where(claim => claim.Value is not null).ToDictionary()));
    }

    public string SignRaw(object header, string payload)
    {
        var head = header as string ?? JsonSerializer.Serialize(header);
        var signed = $"{Base64(Encoding.UTF8.GetBytes(head))}.{Base64(Encoding.UTF8.GetBytes(payload))}";
        var bytes = Encoding.UTF8.GetBytes(signed);
        var signature = head.Contains("RS256", StringComparison.Ordinal) ? _rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : head.Contains("PS256", StringComparison.Ordinal) ? _rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)
            : head.Contains("HS256", StringComparison.Ordinal) ? HMACSHA256.HashData(Encoding.UTF8.GetBytes(KeySet), bytes)
            : head.Contains("none", StringComparison.Ordinal) ? []
            : _key.SignData(bytes, HashAlgorithmName.SHA256);
        return $"{signed}.{Base64(signature)}";
    }

    private static string Base64(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
