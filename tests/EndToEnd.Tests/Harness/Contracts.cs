namespace Grpc.Service.Sdk.EndToEnd.Harness;

internal static class Contracts
{
    public const string Shop = """
        syntax = "proto3";

        package shop.v1;

        // Sells things.
        service ShopService {
          // Looks a thing up.
          rpc GetThing(GetThingRequest) returns (Thing);
        }

        message Thing {
          string id = 1;
          string name = 2;
        }

        message GetThingRequest {
          string thing_id = 1;
        }

        """;

    /// <summary>A contract of one message, below its package's folder.</summary>
    public static string Message(string package, string body) => $"syntax = \"proto3\";\n\npackage {package};\n\n{body}\n";
}
