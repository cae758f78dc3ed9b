using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Tests.Modeling.Inference;

public sealed class GetRuleTests
{
    [Fact]
    public void Get_WrapperMaskAndMore_MoreIsUnsupported()
    {
        var plan = Plans.First<GetPlan>("""
            service S { rpc GetThing(GetThingRequest) returns (GetThingResponse); }
            message GetThingRequest { string thing_id = 1; google.protobuf.FieldMask read_mask = 2; bool fresh = 3; google.protobuf.Struct extra = 4; }
            message GetThingResponse { int32 cost = 1; Thing it = 2; }
            message Thing { string id = 1; google.protobuf.Timestamp create_time = 2; string update_time = 3; }
            """);

        Assert.Equal(("thing_id", "it", "read_mask"), (plan.Key.Name, plan.Wrapper!.Name, plan.Mask!.Name));
        Assert.Equal("fresh extra", Plans.Names(plan.Unsupported));
        Assert.Equal(("create_time", null), (plan.Resource.CreateTime!.Name, plan.Resource.UpdateTime));
    }

    [Fact]
    public void Get_MaskNameWithOtherType_IsNoMask()
    {
        var plan = Plans.First<GetPlan>("""
            service S { rpc GetThing(Req) returns (Thing); }
            message Req { string id = 1; string fields = 2; repeated string read_mask = 3; google.protobuf.FieldMask update_mask = 4; }
            message Thing { string id = 1; }
            """);

        Assert.Null(plan.Mask);
        Assert.Equal("fields read_mask update_mask", Plans.Names(plan.Unsupported));
    }

    [Fact]
    public void Get_NoPackage_Fits()
    {
        var contract = Plans.Contract(("a.proto", """
            syntax = "proto3";
            service S { rpc GetThing(Req) returns (Thing); }
            message Req { string thing_id = 1; }
            message Thing { string id = 1; }
            """));

        Assert.Equal("Thing", Assert.IsType<GetPlan>(contract.Of("S/GetThing")).Resource.ToString());
    }

    [Fact]
    public void Get_Proto2AndEdition_Fit()
    {
        var contract = Plans.Contract(
            ("old.proto", """
                syntax = "proto2";
                package old;
                service S { rpc GetThing(Req) returns (Thing); }
                message Req { required string thing_id = 1; repeated group Fields = 2 { optional string name = 1; } }
                message Thing { required string id = 1; optional group Part = 2 { optional int32 size = 3; } }
                """),
            ("new.proto", """
                edition = "2023";
                package new;
                service S { rpc GetThing(Req) returns (Thing); }
                message Req { int64 thing_id = 1; repeated string fields = 2; }
                message Thing { int64 id = 1 [features.field_presence = LEGACY_REQUIRED]; }
                """));

        var old = Assert.IsType<GetPlan>(contract.Of("old.S/GetThing"));
        Assert.Equal((null, "fields"), (old.Mask, Plans.Names(old.Unsupported)));
        Assert.Equal("fields", Assert.IsType<GetPlan>(contract.Of("new.S/GetThing")).Mask!.Name);
    }

    [Fact]
    public void Get_SameMessageNameInTwoPackages_EachItsOwn()
    {
        const string Body = "message Thing { string id = 1; } message Req { string thing_id = 1; }";
        var contract = Plans.Contract(
            ("a.proto", $"syntax = 'proto3'; package a; {Body} service S {{ rpc GetThing(Req) returns (Thing); }}"),
            ("b.proto", $$"""
                syntax = "proto3"; package b; import "a.proto"; {{Body}}
                service S {
                  rpc GetThing(Req) returns (Both);
                  rpc ListThings(Req) returns (Lists);
                }
                message Both { a.Thing theirs = 1; Thing ours = 2; }
                message Lists { repeated a.Thing theirs = 1; repeated Thing ours = 2; }
                """));

        Assert.Equal("a.Thing b.Thing", Plans.Names(contract.Resources));
        Assert.Equal("ours", Assert.IsType<GetPlan>(contract.Of("b.S/GetThing")).Wrapper!.Name);
        Assert.Equal("ours", Assert.IsType<ListPlan>(contract.Of("b.S/ListThings")).Items!.Name);
    }

    [Theory]
    [InlineData("string id = 1;", "google.protobuf.Empty", "Empty neither is nor holds the message 'Thing'")]
    [InlineData("string id = 1;", "Things", "'all' of Things is a list, and Get has one Thing")]
    [InlineData("string id = 1;", "Two", "Two has more than one field that could be meant: 'a' and 'b'")]
    [InlineData("string key = 1;", "Thing", "Req has no key field: 'thing_id', 'id' or 'uid'")]
    [InlineData("string name = 1;", "Thing", "Req has no key field: 'thing_id', 'id' or 'uid'; a 'name' beside 'id' is none")]
    [InlineData("repeated string id = 1;", "Thing", "Req has no key field: 'thing_id', 'id' or 'uid'")]
    [InlineData("string uid = 1;", "Thing", "Req has no key field: 'thing_id' or 'id'")]
    [InlineData("int32 id = 1;", "Thing", "'id' of Req is int32, and the key 'id' of Thing is string")]
    [InlineData("string id = 1; string parent = 2;", "Thing", "Req has a 'parent', and no google.api.resource says what that names")]
    [InlineData(
        "string id = 1; repeated string fields = 2; repeated string paths = 3;",
        "Thing",
        "Req has more than one field for the read mask: 'fields' and 'paths'")]
    public void Get_ShapeDoesNotFit_ContradictionNamesThePart(string request, string answer, string reason) =>
        Assert.Equal(reason, Plans.Contradiction($$"""
            service S { rpc GetThing(Req) returns ({{answer}}); }
            message Req { {{request}} }
            message Thing { string id = 1; string name = 2; }
            message Things { repeated Thing all = 1; }
            message Two { Thing a = 1; Thing b = 2; }
            """));

    [Fact]
    public void Get_MessageOfAnotherPackage_Contradiction()
    {
        var contract = Plans.Contract(
            ("a.proto", "syntax = 'proto3'; package a; message Operation { string name = 1; }"),
            ("b.proto", """
                syntax = "proto3"; package b; import "a.proto";
                message Req { string name = 1; }
                service S { rpc GetOperation(Req) returns (a.Operation); }
                """));

        Assert.Equal(
            new UnimplementedPlan("a.Operation is not declared at the top of the method's own package", Contradiction: true),
            contract.Of("GetOperation"));
    }
}
