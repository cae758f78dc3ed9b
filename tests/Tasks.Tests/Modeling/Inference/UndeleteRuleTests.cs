using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Tests.Modeling.Inference;

public sealed class UndeleteRuleTests
{
    private const string DeleteTime = "google.protobuf.Timestamp delete_time = 2;";

    [Fact]
    public void Undelete_Wrapper_EveryPartFound()
    {
        var plan = First<UndeletePlan>("string thing_id = 1; string etag = 2; bool validate_only = 3; string request_id = 4; bool allow_missing = 5;", "Back", DeleteTime);

        Assert.Equal(("thing_id", "thing", "etag", "delete_time"), (plan.Key.Name, plan.Wrapper!.Name, plan.Etag!.Name, plan.Resource.DeleteTime!.Name));
        Assert.Equal(("validate_only", "request_id", "allow_missing"), (plan.ValidateOnly!.Name, plan.RequestId!.Name, Plans.Names(plan.Unsupported)));
    }

    [Theory]
    [InlineData("string id = 1;", "Thing", "string delete_time = 2;", "Thing has no 'delete_time' of type Timestamp, without which what is deleted is gone")]
    [InlineData("string key = 1;", "Thing", DeleteTime, "Req has no key field: 'thing_id' or 'id'")]
    [InlineData("string id = 1;", "google.protobuf.Empty", DeleteTime, "Empty neither is nor holds the message 'Thing'")]
    [InlineData("string id = 1; string parent = 2;", "Thing", DeleteTime, "Req has a 'parent', and no google.api.resource says what that names")]
    public void Undelete_ShapeDoesNotFit_ContradictionNamesThePart(string request, string answer, string message, string reason)
    {
        var plan = First<UnimplementedPlan>(request, answer, message);

        Assert.Equal((reason, true), (plan.Reason, plan.Contradiction));
    }

    [Theory]
    [InlineData(DeleteTime, "show_deleted", "")]
    [InlineData("", null, "show_deleted")]
    public void List_ShowDeleted_OnlyWhereSomethingCanBe(string message, string? show, string unsupported)
    {
        var plan = Plans.First<ListPlan>($$"""
            service S { rpc ListThings(Req) returns (stream Thing); }
            message Req { bool show_deleted = 1; }
            message Thing { string id = 1; {{message}} }
            """);

        Assert.Equal((show, unsupported), (plan.ShowDeleted?.Name, Plans.Names(plan.Unsupported)));
    }

    private static T First<T>(string request, string answer, string message)
        where T : Plan => Plans.First<T>($$"""
            service S { rpc UndeleteThing(Req) returns ({{answer}}); rpc ListThings(google.protobuf.Empty) returns (stream Thing); }
            message Req { {{request}} }
            message Back { Thing thing = 1; }
            message Thing { string id = 1; {{message}} }
            """);
}
