using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Tests.Modeling.Inference;

public sealed class BatchGetRuleTests
{
    private const string Messages = """
        message Key { string thing_id = 1; }
        message Thing { string id = 1; }
        message GetThingRequest { string thing_id = 1; bool fresh = 2; }
        message Answer { repeated Thing all = 1; }
        """;

    [Fact]
    public void BatchGet_RepeatedRequests_InnerKeyAndInnerUnsupported()
    {
        var plan = First<BatchGetPlan>(
            "repeated GetThingRequest requests = 1; repeated string paths = 2; bool atomic = 3;",
            "repeated string missing_thing_ids = 2;");

        Assert.Equal(("requests", "thing_id"), (plan.Keys.Name, plan.InnerKey!.Name));
        Assert.Equal(("paths", "missing_thing_ids", "things"), (plan.Mask!.Name, plan.NotFound!.Name, plan.Items.Name));
        Assert.Equal("atomic requests.fresh", Plans.Names(plan.Unsupported));
    }

    [Theory]
    [InlineData("repeated string thing_ids = 1; repeated string ids = 2;", "", "thing_ids")]
    [InlineData("repeated string ids = 1;", "repeated int32 not_found = 2;", "ids")]
    public void BatchGet_Keys_LongerNameFirstAndMissingByType(string request, string answer, string keys)
    {
        var plan = First<BatchGetPlan>(request, answer);

        Assert.Equal((keys, null, null), (plan.Keys.Name, plan.NotFound, plan.InnerKey));
    }

    [Theory]
    [InlineData("repeated int32 ids = 1;", "", "'ids' of Req is int32, and the key 'id' of Thing is string")]
    [InlineData("string ids = 1;", "", "Req has no list of keys: 'thing_ids' or 'ids', or a repeated GetThingRequest")]
    [InlineData(
        "repeated string ids = 1; repeated GetThingRequest requests = 2;", "", "Req has more than one list of keys: 'ids' and 'requests'")]
    [InlineData(
        "repeated string ids = 1;",
        "repeated string missing = 2; repeated string not_found = 3;",
        "Found has more than one field for the missing keys: 'missing' and 'not_found'")]
    [InlineData("repeated string ids = 1;", "repeated Thing more = 2;", "Found has more than one field that could be meant: 'things' and 'more'")]
    [InlineData(
        "repeated string ids = 1; string parent = 2;", "", "Req has a 'parent', and no google.api.resource says what that names")]
    public void BatchGet_ShapeDoesNotFit_ContradictionNamesThePart(string request, string answer, string reason)
    {
        var plan = First<UnimplementedPlan>(request, answer);

        Assert.Equal((reason, true), (plan.Reason, plan.Contradiction));
    }

    [Fact]
    public void BatchGet_NothingElseNamesM_Contradiction() =>
        Assert.Equal("no Get, Create or List of the package makes Thing a stored message", Plans.Contradiction($$"""
            service S { rpc BatchGetThings(Req) returns (Answer); }
            message Req { repeated string ids = 1; }
            {{Messages}}
            """));

    [Fact]
    public void BatchGet_NounIsTheListsName_IsNotEnough() =>
        Assert.Equal("'All' is not the plural of Thing, which Answer lists ('Things')", Plans.Contradiction($$"""
            service S { rpc BatchGetAll(Req) returns (Answer); rpc GetThing(Key) returns (Thing); }
            message Req { repeated string ids = 1; }
            {{Messages}}
            """));

    private static T First<T>(string request, string answer)
        where T : Plan => Plans.First<T>($$"""
            service S { rpc BatchGetThings(Req) returns (Found); rpc GetThing(Key) returns (Thing); }
            message Req { {{request}} }
            message Found { repeated Thing things = 1; {{answer}} }
            {{Messages}}
            """);
}
