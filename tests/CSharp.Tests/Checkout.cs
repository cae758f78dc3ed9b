namespace GrpcServiceTemplate.Tests;

/// <summary>The checkout that is tested, for tests that hold files of it together.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Grpc.Service.Sdk.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
