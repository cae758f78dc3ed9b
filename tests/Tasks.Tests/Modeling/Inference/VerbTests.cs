using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Tests.Modeling.Inference;

public sealed class VerbTests
{
    [Theory]
    [InlineData("Get")]
    [InlineData("Getaway")]
    [InlineData("getThing")]
    [InlineData("Get2Things")]
    [InlineData("Search")]
    [InlineData("BatchCreateThings")]
    public void Plan_NameWithoutVerb_UnimplementedWithoutContradiction(string method)
    {
        var plan = Plans.First<UnimplementedPlan>($$"""
            service S { rpc {{method}}(Key) returns (Thing); }
            message Key { string id = 1; }
            message Thing { string id = 1; }
            """);

        Assert.Equal(("R10", false, "its name begins with no verb of a convention"), (plan.Rule, plan.Contradiction, plan.Reason));
    }

    [Fact]
    public void Plan_VerbsThatContainOthers_LongestWins()
    {
        var contract = Plans.Contract("""
            service S {
              rpc GetThing(Key) returns (Thing);
              rpc BatchGetThings(Keys) returns (Things);
              rpc BulkCreateThings(stream Thing) returns (Summary);
              rpc UploadThings(stream Thing) returns (Summary);
            }
            message Key { string id = 1; }
            message Keys { repeated string ids = 1; }
            message Thing { string id = 1; }
            message Things { repeated Thing things = 1; }
            message Summary { int64 created = 1; }
            """);

        Assert.Equal("R1 R6 R7 R7", Plans.Names(contract.Services.Single().Methods.Select(method => method.Plan.Rule)));
    }

    [Theory]
    [InlineData("GetThing", "stream Key", "Thing", "Get is unary, and this method is a client stream")]
    [InlineData("ListThings", "stream Key", "stream Thing", "List is unary or a server stream, and this method is a stream both ways")]
    [InlineData("BatchGetThings", "Key", "stream Thing", "BatchGet is unary, and this method is a server stream")]
    [InlineData("ImportThings", "Thing", "Thing", "Import is a client stream, and this method is unary")]
    [InlineData("WatchThing", "Key", "Thing", "Watch is a server stream or a stream both ways, and this method is unary")]
    public void Plan_WrongKind_Contradiction(string method, string request, string answer, string reason) =>
        Assert.Equal(reason, Plans.Contradiction($$"""
            service S { rpc {{method}}({{request}}) returns ({{answer}}); }
            message Key { string id = 1; }
            message Thing { string id = 1; }
            """));
}
