using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Tests.Modeling.Inference;

public sealed class WatchRuleTests
{
    [Theory]
    [InlineData("WatchThing")]
    [InlineData("SubscribeThings")]
    public void Watch_NounIsM_EveryChangeAsM(string method)
    {
        var plan = First<WatchPlan>(method, "string thing_id = 1; string color = 2; int32 min_size = 3; int32 page_size = 4; repeated string fields = 5;", "Thing");

        Assert.Equal((null, null), (plan.Target, plan.Change));
        Assert.Equal("thing_id color min_size", Plans.Names(plan.Filters.Select(filter => filter.Path)));
        Assert.Equal(("id", FilterOperator.Eq), (plan.Filters[0].Target.Name, plan.Filters[0].Operator));
        Assert.Equal("page_size fields", Plans.Names(plan.Unsupported));
    }

    [Fact]
    public void Watch_NounIsM_ChangesAsBothSides()
    {
        var change = First<WatchPlan>("WatchThing", "", "Both").Change!;

        Assert.Equal(("thing_id", "old", "new", "change_time", "actor"), (change.Key!.Name, change.Old!.Name, change.New.Name, change.Time!.Name, change.Actor!.Name));
    }

    [Theory]
    [InlineData("Resized", "old_size")]
    [InlineData("Both", "old")]
    [InlineData("Thing", null)]
    public void Watch_NounIsANumber_ItsChanges(string answer, string? old)
    {
        var plan = First<WatchPlan>("WatchSize", "string id = 1;", answer);

        Assert.Equal(("size", old, "id"), (plan.Target!.Name, plan.Change?.Old?.Name, plan.Filters.Single().Path.Name));
    }

    [Theory]
    [InlineData("WatchThing", "", "Resized", "Resized has no field for the new value: 'new'")]
    [InlineData("WatchSize", "", "Empty", "Empty has no field for the new value: 'new_size', 'current_size', 'size', 'new_quantity', 'new_value' or 'new'")]
    [InlineData("WatchColor", "", "Thing", "no stored message of S has a number 'color'")]
    [InlineData("WatchThings", "string parent = 1;", "Thing", "Req has a 'parent', and no google.api.resource says what that names")]
    public void Watch_ShapeDoesNotFit_ContradictionNamesThePart(string method, string request, string answer, string reason)
    {
        var plan = First<UnimplementedPlan>(method, request, answer);

        Assert.Equal((reason, true), (plan.Reason, plan.Contradiction));
    }

    private static T First<T>(string method, string request, string answer)
        where T : Plan => Plans.First<T>($$"""
            service S { rpc {{method}}(Req) returns (stream {{answer}}); rpc ListThings(google.protobuf.Empty) returns (stream Thing); }
            message Req { {{request}} }
            message Both { string thing_id = 1; Thing old = 2; Thing new = 3; google.protobuf.Timestamp change_time = 4; string actor = 5; }
            message Resized { string id = 1; int64 old_size = 2; int64 new_size = 3; }
            message Empty {}
            message Thing { string id = 1; int32 size = 2; string color = 3; }
            """);
}
