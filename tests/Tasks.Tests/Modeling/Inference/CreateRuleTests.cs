using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Tests.Modeling.Inference;

public sealed class CreateRuleTests
{
    [Fact]
    public void Create_WrapperOnBothSides_EveryPartFound()
    {
        var plan = First<CreatePlan>("string thing_id = 1; Thing it = 2; bool validate_only = 3; string request_id = 4; string etag = 5;", "Made");

        Assert.Equal(("it", "thing_id", "made"), (plan.Body!.Name, plan.Id!.Name, plan.Wrapper!.Name));
        Assert.Equal(("validate_only", "request_id", true), (plan.ValidateOnly!.Name, plan.RequestId!.Name, plan.TakesKeyOfBody));
        Assert.Equal("etag", Plans.Names(plan.Unsupported));
    }

    [Fact]
    public void Create_RequestIsM_ItsFieldsAreData()
    {
        var plan = Plans.First<CreatePlan>("""
            service S { rpc CreateThing(Thing) returns (Thing); }
            message Thing { string id = 1; string thing_id = 2; bool validate_only = 3; string request_id = 4; string etag = 5; }
            """);

        Assert.Equal(new CreatePlan(plan.Resource) { TakesKeyOfBody = true }, plan);
        Assert.Equal("etag", plan.Resource.Etag!.Name);
    }

    [Fact]
    public void Create_PartsWithOtherTypes_AreUnsupported()
    {
        var plan = First<CreatePlan>("Thing thing = 1; string validate_only = 2; bytes request_id = 3; string id = 4;", "Thing");

        Assert.Equal((null, null, null), (plan.Id, plan.ValidateOnly, plan.RequestId));
        Assert.Equal("validate_only request_id id", Plans.Names(plan.Unsupported));
    }

    [Theory]
    [InlineData("string name = 1;", "Thing", "Req neither is nor holds the message 'Thing'")]
    [InlineData("repeated Thing things = 1;", "Thing", "'things' of Req is a list, and Create has one Thing")]
    [InlineData("Thing a = 1; Thing b = 2;", "Thing", "Req has more than one field that could be meant: 'a' and 'b'")]
    [InlineData("Thing thing = 1;", "google.protobuf.Empty", "Empty neither is nor holds the message 'Thing'")]
    [InlineData("Thing thing = 1; int32 thing_id = 2;", "Thing", "'thing_id' of Req is int32, and the key 'id' of Thing is string")]
    [InlineData("Thing thing = 1; string parent = 2;", "Thing", "Req has a 'parent', and no google.api.resource says what that names")]
    public void Create_ShapeDoesNotFit_ContradictionNamesThePart(string request, string answer, string reason)
    {
        var plan = First<UnimplementedPlan>(request, answer);

        Assert.Equal((reason, true), (plan.Reason, plan.Contradiction));
    }

    [Theory]
    [InlineData("OUTPUT_ONLY")]
    [InlineData("IDENTIFIER")]
    public void Create_KeyOfTheServer_InsideMIsIgnored(string behavior)
    {
        var contract = Plans.Contract(Plans.FieldBehavior, ("a.proto", $$"""
            syntax = "proto3"; package a; import "google/api/field_behavior.proto";
            message Thing { string id = 1 [(google.api.field_behavior) = {{behavior}}]; string uid = 2 [(google.api.field_behavior) = OUTPUT_ONLY]; }
            service S { rpc CreateThing(Thing) returns (Thing); }
            """));

        var plan = Assert.IsType<CreatePlan>(contract.Of("CreateThing"));
        Assert.Equal((false, "uid"), (plan.TakesKeyOfBody, plan.Resource.Uid!.Name));
    }

    private static T First<T>(string request, string answer)
        where T : Plan => Plans.First<T>($$"""
            service S { rpc CreateThing(Req) returns ({{answer}}); rpc GetThing(Key) returns (Thing); }
            message Key { string id = 1; }
            message Req { {{request}} }
            message Made { Thing made = 1; bool fresh = 2; }
            message Thing { string id = 1; string name = 2; }
            """);
}
