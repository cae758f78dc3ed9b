using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Tests.Modeling.Inference;

public sealed class DeleteRuleTests
{
    [Fact]
    public void Delete_Wrapper_EveryPartFound()
    {
        var plan = First<DeletePlan>(
            "string thing_id = 1; string etag = 2; bool allow_missing = 3; bool validate_only = 4; string request_id = 5; bool force = 6;", "Gone");

        Assert.Equal(("thing_id", "gone", true), (plan.Key.Name, plan.Wrapper!.Name, plan.AnswersResource));
        Assert.Equal(("etag", "allow_missing"), (plan.Etag!.Name, plan.AllowMissing!.Name));
        Assert.Equal(("validate_only", "request_id", "force"), (plan.ValidateOnly!.Name, plan.RequestId!.Name, Plans.Names(plan.Unsupported)));
    }

    [Theory]
    [InlineData("google.protobuf.Empty", false)]
    [InlineData("Nothing", false)]
    [InlineData("Thing", true)]
    public void Delete_Answer_IsMOrHasNoFields(string answer, bool answersResource)
    {
        var plan = First<DeletePlan>("string id = 1;", answer);

        Assert.Equal((null, answersResource), (plan.Wrapper, plan.AnswersResource));
    }

    [Theory]
    [InlineData("string key = 1;", "Thing", "Req has no key field: 'thing_id' or 'id'")]
    [InlineData("string id = 1; string uid = 2;", "Thing", "Req points to two fields of Thing: 'id' to 'id', 'uid' to 'uid'")]
    [InlineData("string id = 1; string parent = 2;", "Nothing", "Req has a 'parent', and no google.api.resource says what that names")]
    [InlineData("string id = 1;", "Done", "Done neither is nor holds the message 'Thing'")]
    [InlineData("string id = 1;", "stream Thing", "Delete is unary, and this method is a server stream")]
    public void Delete_ShapeDoesNotFit_ContradictionNamesThePart(string request, string answer, string reason)
    {
        var plan = First<UnimplementedPlan>(request, answer);

        Assert.Equal((reason, true), (plan.Reason, plan.Contradiction));
    }

    [Fact]
    public void Delete_NothingNamesM_Contradiction() =>
        Assert.Equal("no Get, Create or List of the package makes 'Thing' a stored message", Plans.Contradiction("""
            service S { rpc DeleteThing(Thing) returns (google.protobuf.Empty); }
            message Thing { string id = 1; }
            """));

    private static T First<T>(string request, string answer)
        where T : Plan => Plans.First<T>($$"""
            service S { rpc DeleteThing(Req) returns ({{answer}}); rpc ListThings(google.protobuf.Empty) returns (stream Thing); }
            message Req { {{request}} }
            message Gone { Thing gone = 1; }
            message Nothing {}
            message Done { bool done = 1; }
            message Thing { string id = 1; string uid = 2; }
            """);
}
