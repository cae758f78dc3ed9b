using System.Security.Cryptography;
using System.Text;

namespace Grpc.Service.Sdk.Images;

/// <summary>
/// What the output for one file depends on: the file itself, comments included, and the contracts, without comments, of all that it
/// imports through any number of files. Two images in which the key is the same give the same output.
/// </summary>
public static class ClosureKeys
{
    /// <param name="names">The files to make keys for; names that the image lacks are left out.</param>
    /// <returns>Lower-case hex by import path.</returns>
    public static IReadOnlyDictionary<string, string> Of(Image image, IEnumerable<string> names)
    {
        var contracts = image.Files.ToDictionary(file => file.Name, file => file.HashContract(Encoding.UTF8.GetBytes(file.Name + "\n")), StringComparer.Ordinal);
        return names.Where(contracts.ContainsKey).ToDictionary(name => name, name => Key(image, name, contracts), StringComparer.Ordinal);
    }

    private static string Key(Image image, string name, Dictionary<string, byte[]> contracts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(SHA256.HashData(image.Find(name)!.Bytes.Span));
        foreach (var import in image.Closure([name]).Order(StringComparer.Ordinal))
        {
            hash.AppendData(contracts[import]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
