using Grpc.Service.Sdk.Modeling;
using Grpc.Service.Sdk.Tests.Modeling.Inference;

namespace Grpc.Service.Sdk.Tests.Modeling;

public sealed class PlanOverridesTests
{
    private const string Shop = """
        syntax = "proto3";
        package shop;
        service S {
          rpc FetchThing(Key) returns (Thing);
          rpc AllThings(Key) returns (Things);
          rpc GetThing(Uid) returns (Thing);
          rpc Follow(Key) returns (stream Change);
          rpc FollowAll(Key) returns (stream Thing);
          rpc Both(Key) returns (Two);
          rpc GetOther(Key) returns (Other);
          rpc Odd(Thing) returns (Key);
        }
        message Key { string id = 1; }
        message Uid { string uid = 1; }
        message Thing { string id = 1; string uid = 2; int32 size = 3; }
        message Things { repeated Thing things = 1; }
        message Change { string id = 1; int32 new_size = 2; }
        message Two { Thing a = 1; Other b = 2; }
        message Other { string id = 1; }
        message Lonely { string code = 1; }
        """;

    [Theory]
    [InlineData("FetchThing", "Get", "R1 get Thing by id")]
    [InlineData("AllThings", "List", "R2 list Thing; where id = id")]
    [InlineData("FollowAll", "Watch", "R8 watch Thing; where id = id")]
    [InlineData("Follow", "Subscribe", "R8 watch size of Thing; where id = id")]
    [InlineData("Both", "Get", "R10 UNIMPLEMENTED: 'Get' could be about 'Other' or 'Thing'")]
    [InlineData("Odd", "Get", "R10 UNIMPLEMENTED: 'Get' fits none of 'Other' and 'Thing'")]
    [InlineData("GetOther", "None", "R10 UNIMPLEMENTED: the project wants no default for it")]
    public void Default_OfTheProject_ReplacesTheName(string method, string verb, string plan)
    {
        var contract = Build(new() { Methods = [new("shop.S/" + method, verb)], Resources = [new("shop.Thing", "id")] });

        Assert.Equal(plan, Described(contract, method));
        Assert.Empty(contract.Findings);
    }

    [Fact]
    public void Key_OfTheProject_BeforeWhatMethodsPointTo()
    {
        var contract = Build(new() { Resources = [new("shop.Thing", "id"), new("shop.Thing", "uid"), new("shop.Lonely", "code")] });

        Assert.Equal("R1 get Thing by uid", Described(contract, "GetThing"));
        Assert.Equal("R1 get Thing by uid", Described(Build(PlanOverrides.None), "GetThing"));
        Assert.Equal("R10 UNIMPLEMENTED: Uid has no key field: 'thing_id' or 'id'", Described(Build(new() { Resources = [new("shop.Thing", "id")] }), "GetThing"));
    }

    [Fact]
    public void Method_OfTheProject_SaysNothingOfKeys()
    {
        var contract = Build(new() { Methods = [new("shop.S/GetThing", "None"), new("shop.S/FetchThing", "Get")] });

        Assert.Equal("R10 UNIMPLEMENTED: Thing neither is nor holds the message 'Other'", Described(contract, "FetchThing"));
    }

    [Fact]
    public void OneStored_ItsOwnReason()
    {
        var contract = ContractBuilder.Build(
            ProtoCompiler.Compile(("a.proto", "syntax = 'proto3'; service S { rpc Fetch(E) returns (M); } message E {} message M { string id = 1; }")),
            ["a.proto"],
            new() { Methods = [new("S/Fetch", "Get")], Resources = [new("M", "id")] });

        Assert.Equal(new UnimplementedPlan("E has no key field: 'm_id', 'id' or 'uid'", Contradiction: true), contract.Of("Fetch"));
    }

    [Fact]
    public void NothingStored_Contradiction()
    {
        var contract = ContractBuilder.Build(
            ProtoCompiler.Compile(("a.proto", "syntax = 'proto3'; service S { rpc Fetch(M) returns (M); } message M { string id = 1; }")),
            ["a.proto"],
            new() { Methods = [new("S/Fetch", "Get")] });

        Assert.Equal(
            new UnimplementedPlan("no message of the package is stored, for 'Get' to be about", Contradiction: true), contract.Of("Fetch"));
    }

    [Fact]
    public void UnknownNames_AreFindings()
    {
        var contract = Build(new()
        {
            Methods = [new("shop.S/Nope", "Get"), new("shop.S/GetThing", "get"), new("GetThing", "None")],
            Resources = [new("shop.Nope", "id"), new("shop.Thing", "nope"), new("Thing", "id")],
        });

        Assert.Equal("GRPC3004 GRPC3004 GRPC3004 GRPC3005 GRPC3005 GRPC3005", Plans.Names(contract.Findings.Select(finding => finding.Code)));
        Assert.Equal(
            "GrpcMethod 'shop.S/GetThing' has the Default 'get'; it takes Get, List, Create, Update, Delete, Undelete, BatchGet, Import, Upload, "
            + "BulkCreate, Watch, Subscribe, None. Correct the item, or remove it.",
            contract.Findings[1].Message);
        Assert.Equal(
            "GrpcResource 'shop.Thing' has the Key 'nope', which is none of its fields. Correct the item, or remove it.", contract.Findings[4].Message);
    }

    private static string Described(Contract contract, string method)
    {
        var plan = contract.Of(method);
        return $"{plan.Rule} {ContractSummary.Describe(plan)}";
    }

    private static Contract Build(PlanOverrides overrides) => ContractBuilder.Build(ProtoCompiler.Compile(("shop.proto", Shop)), ["shop.proto"], overrides);
}
