using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Tests.Modeling.Inference;

public sealed class KeyInferenceTests
{
    [Theory]
    [InlineData("string thing_id = 1;", "string id = 1; string thing_id = 2;", "id")]
    [InlineData("string thing_id = 1;", "string thing_id = 1; string name = 2;", "thing_id")]
    [InlineData("string id = 1;", "string id = 1; string name = 2;", "id")]
    [InlineData("string name = 1;", "string name = 1; string uid = 2;", "name")]
    [InlineData("string uid = 1;", "string uid = 1; string id = 2;", "uid")]
    [InlineData("sint64 thing_id = 1;", "sfixed64 id = 1;", "id")]
    [InlineData("string name = 1; string id = 2;", "string id = 1; string name = 2;", "id")]
    public void Key_GetPointsToIt_Found(string request, string message, string key)
    {
        var plan = Plans.First<GetPlan>($$"""
            service S { rpc GetThing(Req) returns (Thing); }
            message Req { {{request}} }
            message Thing { {{message}} }
            """);

        Assert.Equal(key, plan.Resource.Key.Name);
    }

    [Theory]
    [InlineData("string uid = 1; int32 thing_id = 2; bool id = 4;", "the key 'id' of Thing is neither one string nor one integer")]
    [InlineData("repeated string id = 1;", "the key 'id' of Thing is neither one string nor one integer")]
    [InlineData("string name = 1; string code = 2;", "Thing has no key: 'id', 'thing_id' or 'uid'")]
    public void Key_NothingUsable_Contradiction(string message, string reason) =>
        Assert.Equal(reason, Plans.Contradiction($$"""
            service S { rpc ListThings(google.protobuf.Empty) returns (stream Thing); }
            message Thing { {{message}} }
            """));

    [Theory]
    [InlineData("string uid = 1; int32 thing_id = 2; string id = 4;", "id")]
    [InlineData("string uid = 1; int32 thing_id = 2; string name = 3;", "thing_id")]
    [InlineData("uint64 uid = 1; string name = 3;", "uid")]
    public void Key_NoMethodPoints_UsualNamesInOrder(string message, string key) =>
        Assert.Equal(key, Plans.First<ListPlan>($$"""
            service S { rpc ListThings(google.protobuf.Empty) returns (stream Thing); }
            message Thing { {{message}} }
            """).Resource.Key.Name);

    [Fact]
    public void Key_TwoMethodsDisagree_AllMethodsOfMUnimplemented()
    {
        var contract = Plans.Contract("""
            service S {
              rpc GetThing(Req) returns (Thing);
              rpc ListThings(Req) returns (stream Thing);
              rpc ImportThings(stream Thing) returns (Summary);
              rpc GetOther(Req) returns (Other);
            }
            service T { rpc DeleteThing(Uid) returns (Thing); }
            message Req { string id = 1; }
            message Uid { string uid = 1; }
            message Thing { string id = 1; string uid = 2; }
            message Other { string id = 1; }
            message Summary { int32 total = 1; }
            """);

        const string Reason = "GetThing points to 'id' of Thing as its key, and DeleteThing to 'uid'";
        Assert.All(["GetThing", "ListThings", "ImportThings"], method => Assert.Equal(new UnimplementedPlan(Reason, true), contract.Of(method)));
        Assert.IsType<GetPlan>(contract.Of("GetOther"));
        Assert.Equal("shop.v1.Other", Plans.Names(contract.Resources));
    }

    [Fact]
    public void Key_OneRequestPointsToTwo_ThatMethodUnimplemented()
    {
        var contract = Plans.Contract("""
            service S {
              rpc GetThing(Both) returns (Thing);
              rpc ListThings(google.protobuf.Empty) returns (stream Thing);
            }
            message Both { string id = 1; string uid = 2; }
            message Thing { string id = 1; string uid = 2; }
            """);

        Assert.Equal(
            new UnimplementedPlan("Both points to two fields of Thing: 'id' to 'id', 'uid' to 'uid'", true), contract.Of("GetThing"));
        Assert.Equal("id", Assert.IsType<ListPlan>(contract.Of("ListThings")).Resource.Key.Name);
    }

    [Fact]
    public void Key_BatchGetAloneOrItsRequestsPoint_Found()
    {
        var contract = Plans.Contract("""
            service S {
              rpc ListThings(google.protobuf.Empty) returns (stream Thing);
              rpc BatchGetThings(Keys) returns (Things);
              rpc ListParts(google.protobuf.Empty) returns (stream Part);
              rpc BatchGetParts(Requests) returns (Parts);
            }
            message Thing { string name = 1; string uid = 2; }
            message Things { repeated Thing things = 1; }
            message Keys { repeated string names = 1; }
            message Part { string name = 1; string uid = 2; }
            message Parts { repeated Part parts = 1; }
            message GetPartRequest { string name = 1; }
            message Requests { repeated GetPartRequest requests = 1; }
            """);

        Assert.Equal("name name", Plans.Names(contract.Resources.Select(resource => resource.Key.Name)));
    }

    [Fact]
    public void Key_Integer_FitsEveryRule()
    {
        var contract = Plans.Contract("""
            service S {
              rpc GetThing(GetThingRequest) returns (Thing);
              rpc ListThings(ListThingsRequest) returns (stream Thing);
              rpc BatchGetThings(BatchGetThingsRequest) returns (Things);
              rpc ImportThings(stream Thing) returns (Summary);
              rpc WatchStock(stream Command) returns (stream Change);
            }
            message Thing { int64 id = 1; double stock = 2; }
            message GetThingRequest { sfixed64 thing_id = 1; }
            message ListThingsRequest { repeated sint64 id = 1; optional float min_stock = 2; optional double max_stock = 3; }
            message BatchGetThingsRequest { repeated int64 thing_ids = 1; }
            message Things { repeated Thing things = 1; repeated int64 missing_ids = 2; }
            message Summary { int32 total = 1; repeated Error errors = 2; }
            message Error { int64 id = 1; string message = 2; }
            message Command { int64 id = 1; float delta = 2; }
            message Change { int64 thing_id = 1; double stock = 2; }
            """);

        Assert.Equal("R1 R2 R6 R7 R9", Plans.Names(contract.Services.Single().Methods.Select(method => method.Plan.Rule)));
        Assert.Equal("missing_ids", Assert.IsType<BatchGetPlan>(contract.Of("BatchGetThings")).NotFound!.Name);
        Assert.Equal("id", Assert.IsType<ImportPlan>(contract.Of("ImportThings")).Errors!.Key!.Name);
        var list = Assert.IsType<ListPlan>(contract.Of("ListThings"));
        Assert.Equal("id max_stock", Plans.Names(list.Filters.Select(filter => filter.Path)));
        Assert.Equal("min_stock", Plans.Names(list.Unsupported));
    }

    [Fact]
    public void Key_TwoIdentifiers_Contradiction()
    {
        var contract = Plans.Contract(
            ("google/api/field_behavior.proto", """
                syntax = "proto3"; package google.api; import "google/protobuf/descriptor.proto";
                enum FieldBehavior { FIELD_BEHAVIOR_UNSPECIFIED = 0; IDENTIFIER = 8; }
                extend google.protobuf.FieldOptions { repeated FieldBehavior field_behavior = 1052 [packed = false]; }
                """),
            ("a.proto", """
                syntax = "proto3"; package a; import "google/api/field_behavior.proto";
                message Thing {
                  string id = 1 [(google.api.field_behavior) = IDENTIFIER];
                  string sku = 2 [(google.api.field_behavior) = IDENTIFIER];
                }
                service S { rpc GetThing(Thing) returns (Thing); }
                """));

        Assert.Equal(
            new UnimplementedPlan("more than one field of Thing is an IDENTIFIER: 'id' and 'sku'", Contradiction: true),
            contract.Of("GetThing"));
    }

    [Fact]
    public void Key_Identifier_BeforeWhatMethodsPointTo()
    {
        var contract = Plans.Contract(
            ("google/api/field_behavior.proto", """
                syntax = "proto3"; package google.api; import "google/protobuf/descriptor.proto";
                enum FieldBehavior { FIELD_BEHAVIOR_UNSPECIFIED = 0; REQUIRED = 2; IDENTIFIER = 8; }
                extend google.protobuf.FieldOptions { repeated FieldBehavior field_behavior = 1052 [packed = false]; }
                """),
            ("a.proto", """
                syntax = "proto3"; package a; import "google/api/field_behavior.proto";
                message Thing {
                  string id = 1;
                  string sku = 2 [(google.api.field_behavior) = IDENTIFIER, (google.api.field_behavior) = REQUIRED];
                }
                message Req { string sku = 1; }
                service S { rpc GetThing(Req) returns (Thing); }
                """));

        var plan = Assert.IsType<GetPlan>(contract.Of("GetThing"));
        Assert.Equal(("sku", "sku"), (plan.Key.Name, plan.Resource.Key.Name));
        Assert.Equal([FieldBehavior.Identifier, FieldBehavior.Required], plan.Resource.Key.Behaviors);
    }
}
