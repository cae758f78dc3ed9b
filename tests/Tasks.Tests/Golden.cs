namespace Grpc.Service.Sdk.Tests;

/// <summary>Files under tests/data that hold what is to come out; GRPC_SDK_UPDATE_GOLDEN=1 writes them anew.</summary>
internal static class Golden
{
    public static void Matches(string path, string text)
    {
        var file = Path.Combine(Checkout.Root, "tests", "data", path);
        if (Environment.GetEnvironmentVariable("GRPC_SDK_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        Assert.Equal(File.ReadAllText(file), text);
    }
}
