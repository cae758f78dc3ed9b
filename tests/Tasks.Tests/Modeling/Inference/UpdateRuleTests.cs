using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Tests.Modeling.Inference;

public sealed class UpdateRuleTests
{
    [Fact]
    public void Update_WrapperOnBothSides_EveryPartFound()
    {
        var plan = First<UpdatePlan>(
            "Thing it = 1; google.protobuf.FieldMask update_mask = 2; string etag = 3; bool validate_only = 4; string request_id = 5; string id = 6; string thing_id = 7;", "Made");

        Assert.Equal(("it", "made", "update_mask", "etag"), (plan.Body!.Name, plan.Wrapper!.Name, plan.Mask!.Name, plan.Etag!.Name));
        Assert.Equal(("validate_only", "request_id", "thing_id", "id"), (plan.ValidateOnly!.Name, plan.RequestId!.Name, plan.Id!.Name, Plans.Names(plan.Unsupported)));
    }

    [Theory]
    [InlineData("google.protobuf.FieldMask field_mask = 2;", "field_mask")]
    [InlineData("repeated string fields = 2;", "fields")]
    [InlineData("repeated string paths = 2; string fields = 3; google.protobuf.FieldMask read_mask = 4;", "paths")]
    [InlineData("repeated string update_mask = 2;", null)]
    public void Update_Mask_ByNameAndType(string field, string? mask) =>
        Assert.Equal(mask, First<UpdatePlan>("Thing thing = 1;" + field, "Thing").Mask?.Name);

    [Theory]
    [InlineData("string id = 2;", "id")]
    [InlineData("int64 id = 2;", null)]
    [InlineData("repeated string id = 2;", null)]
    [InlineData("string name = 2;", null)]
    public void Update_KeyBesideM_ByNameAndType(string field, string? id) =>
        Assert.Equal(id, First<UpdatePlan>("Thing thing = 1;" + field, "Thing").Id?.Name);

    [Fact]
    public void Update_RequestIsM_Replaces()
    {
        var plan = Plans.First<UpdatePlan>("""
            service S { rpc UpdateThing(Thing) returns (Thing); rpc ListThings(google.protobuf.Empty) returns (stream Thing); }
            message Thing { string id = 1; repeated string fields = 2; string etag = 3; }
            """);

        Assert.Equal(new UpdatePlan(plan.Resource), plan);
    }

    [Theory]
    [InlineData("string id = 1;", "Thing", "Req neither is nor holds the message 'Thing'")]
    [InlineData("repeated Thing things = 1;", "Thing", "'things' of Req is a list, and Update has one Thing")]
    [InlineData("Thing thing = 1;", "google.protobuf.Empty", "Empty neither is nor holds the message 'Thing'")]
    [InlineData("Thing thing = 1; string parent = 2;", "Thing", "Req has a 'parent', and no google.api.resource says what that names")]
    [InlineData(
        "Thing thing = 1; repeated string fields = 2; google.protobuf.FieldMask update_mask = 3;",
        "Thing",
        "Req has more than one field for the mask: 'fields' and 'update_mask'")]
    public void Update_ShapeDoesNotFit_ContradictionNamesThePart(string request, string answer, string reason)
    {
        var plan = First<UnimplementedPlan>(request, answer);

        Assert.Equal((reason, true), (plan.Reason, plan.Contradiction));
    }

    [Fact]
    public void Update_NothingElseNamesM_Contradiction() =>
        Assert.Equal("no Get, Create or List of the package makes Thing a stored message", Plans.Contradiction("""
            service S { rpc UpdateThing(Thing) returns (Thing); }
            message Thing { string id = 1; }
            """));

    private static T First<T>(string request, string answer)
        where T : Plan => Plans.First<T>($$"""
            service S { rpc UpdateThing(Req) returns ({{answer}}); rpc ListThings(google.protobuf.Empty) returns (stream Thing); }
            message Req { {{request}} }
            message Made { Thing made = 1; }
            message Thing { string id = 1; string name = 2; }
            """);
}
