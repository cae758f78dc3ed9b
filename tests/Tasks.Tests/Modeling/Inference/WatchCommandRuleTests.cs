using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Tests.Modeling.Inference;

public sealed class WatchCommandRuleTests
{
    private const string Answer = "string thing_id = 1; int32 new_stock_level = 2;";

    [Theory]
    [InlineData("int64 stock_level_delta = 2;", "stock_level_delta", null)]
    [InlineData("sint32 delta = 2;", "delta", null)]
    [InlineData("int32 change = 2;", "change", null)]
    [InlineData("int32 stock_level = 2;", null, "stock_level")]
    [InlineData("int32 new_stock_level = 2;", null, "new_stock_level")]
    [InlineData("int32 value = 2; string delta = 3;", null, "value")]
    public void Watch_CommandsField_DeltaOrValue(string field, string? delta, string? value)
    {
        var plan = First<WatchCommandPlan>("string id = 1;" + field, Answer);

        Assert.Equal((delta, value, "id"), (plan.Delta?.Name, plan.Value?.Name, plan.Key.Name));
    }

    [Theory]
    [InlineData("Thing old = 1; Thing new = 2; string actor = 3;", null, "old", "new", null, "actor")]
    [InlineData("string id = 9; int64 previous_stock_level = 1; int64 stock_level = 2;", "id", "previous_stock_level", "stock_level", null, null)]
    [InlineData("string id = 9; int32 new_value = 2; google.protobuf.Timestamp time = 3; int32 changed_by = 4;", "id", null, "new_value", "time", null)]
    public void Watch_AnswersFields_ByNameAndType(string answer, string? key, string? old, string fresh, string? time, string? actor)
    {
        var change = First<WatchCommandPlan>("string id = 1; int32 delta = 2;", answer).Change;

        Assert.Equal((key, old, fresh, time, actor), (change.Key?.Name, change.Old?.Name, change.New.Name, change.Time?.Name, change.Actor?.Name));
    }

    [Theory]
    [InlineData("int32 delta = 1;", Answer, "Req has no key field: 'thing_id' or 'id'")]
    [InlineData("int32 id = 1; int32 delta = 2;", Answer, "'id' of Req is int32, and the key 'id' of Thing is string")]
    [InlineData(
        "string id = 1; int32 delta = 2; int32 value = 3;",
        Answer,
        "Req has more than one field for the change or the new value: 'delta' and 'value'")]
    [InlineData(
        "string id = 1; double delta = 2;",
        Answer,
        "'delta' of Req is double, and 'stock_level' is int32: integers and fractions do not mix")]
    [InlineData("string id = 1; int32 delta = 2;", "int32 stock_level = 1;", "Change has no key field: 'thing_id' or 'id'")]
    [InlineData(
        "string id = 1; int32 delta = 2;",
        "string id = 1; int32 old_value = 2;",
        "Change has no field for the new value: 'new_stock_level', 'current_stock_level', 'stock_level', 'new_quantity', 'new_value' or 'new'")]
    [InlineData(
        "string id = 1; int32 delta = 2;",
        "string id = 1; uint32 new_value = 2;",
        "'new_value' is uint32, which cannot hold every value of 'stock_level', int32")]
    [InlineData(
        "string id = 1; int32 delta = 2;",
        "string id = 1; int32 new_value = 2; Thing new = 3;",
        "Change has more than one field for the new value: 'new_value' and 'new'")]
    public void Watch_ShapeDoesNotFit_ContradictionNamesThePart(string request, string answer, string reason)
    {
        var plan = First<UnimplementedPlan>(request, answer);

        Assert.Equal((reason, true), (plan.Reason, plan.Contradiction));
    }

    [Theory]
    [InlineData("WatchColor", "no stored message of S has a number 'color'")]
    [InlineData("SubscribeRank", "more than one stored message has a number 'rank': 'Thing' and 'Other'")]
    [InlineData("WatchId", "'id' is the key of Serial, which nothing changes")]
    [InlineData("WatchThing", "no stored message of S has a number 'thing'")]
    public void Watch_NounIsNoNumberOfOneMessage_Contradiction(string method, string reason) =>
        Assert.Equal(reason, Plans.Contradiction($$"""
            service S {
              rpc {{method}}(stream Req) returns (stream Req);
              rpc ListThings(Req) returns (stream Thing);
              rpc ListOthers(Req) returns (stream Other);
              rpc ListSerials(Req) returns (stream Serial);
            }
            service T { rpc ListElsewheres(Req) returns (stream Elsewhere); }
            message Req { string id = 1; int32 delta = 2; }
            message Thing { string id = 1; string color = 2; int32 rank = 3; }
            message Other { string id = 1; double rank = 2; }
            message Serial { int64 id = 1; }
            message Elsewhere { string id = 1; int32 color = 2; }
            """));

    private static T First<T>(string request, string answer)
        where T : Plan => Plans.First<T>($$"""
            service S { rpc WatchStockLevel(stream Req) returns (stream Change); rpc UpdateThing(Thing) returns (Thing); }
            service Elsewhere { rpc CreateThing(Thing) returns (Thing); }
            message Thing { string id = 1; int32 stock_level = 2; }
            message Req { {{request}} }
            message Change { {{answer}} }
            """);
}
