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
        using var key = new KeyHash();
        key.Add("baseline", request.Baseline ?? "");
        key.Add("tags", request.Tags);
        key.Add("fetch", $"{request.Fetch}");
        foreach (var variable in CiServer.Variables)
        {
            key.Add(variable, request.Environment.GetValueOrDefault(variable, ""));
        }

        if (BaselineImageFile.Find(request) is { } image)
        {
            key.AddFile("image", image);
            return key.Finish();
        }

        key.Add("git", Git.Find(request.Environment) ?? "");
        if (ContractPlace.Of(request.Source) is { } place)
        {
            key.Add("roots", string.Join('\0', place.Roots.Prepend(place.Repository.Top)));
            foreach (var (name, content) in place.Repository.State())
            {
                key.Add(name, FileHash.OfBytes(content));
            }
        }

        return key.Finish();
    }
}
