using System.Security.Cryptography;
using System.Text;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Baselines;

/// <summary>
/// One hash over all that a baseline depends on beside the working files and the tools, made without a process: while it
/// and they stay as they are, so does the outcome, and a build with nothing to do tells the stored findings again.
/// </summary>
public static class BaselineKey
{
    public static string Of(BaselineRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string name, string value) => hash.AppendData(Encoding.UTF8.GetBytes($"{name.Length}:{name}={value.Length}:{value};"));
        Add("baseline", request.Baseline ?? "");
        Add("tags", request.Tags);
        Add("fetch", $"{request.Fetch}");
        foreach (var variable in CiServer.Variables)
        {
            Add(variable, request.Environment.GetValueOrDefault(variable, ""));
        }

        if (BaselineImageFile.Find(request) is { } image)
        {
            Add("image", FileHash.OfFile(image));
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }

        Add("git", Git.Find(request.Environment) ?? "");
        if (ContractPlace.Of(request.Source) is { } place)
        {
            Add("roots", string.Join('\0', place.Roots.Prepend(place.Repository.Top)));
            foreach (var (name, content) in place.Repository.State())
            {
                Add(name, FileHash.OfBytes(content));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
