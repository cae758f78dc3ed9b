using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Tests.Modeling.Inference;

public sealed class ImportRuleTests
{
    [Fact]
    public void Import_WrapperAndErrors_AllPartsFound()
    {
        var plan = First<ImportPlan>("Item", "uint64 imported = 1; repeated Error failures = 2; sint32 failed = 3;");

        Assert.Equal(("it", null, "imported", "failed"), (plan.Wrapper!.Name, plan.Received, plan.Stored!.Name, plan.Failed!.Name));
        Assert.Equal("shop.v1.Item.source", Plans.Names(plan.Unused));
        var errors = plan.Errors!;
        Assert.Equal(("failures", null, "thing_id", "message"), (errors.List.Name, errors.Index, errors.Key!.Name, errors.Text.Name));
    }

    [Theory]
    [InlineData("repeated string errors = 2;")]
    [InlineData("Error errors = 2;")]
    [InlineData("repeated Bare errors = 2;")]
    [InlineData("repeated Silent errors = 2;")]
    public void Import_ErrorsOfOtherShape_LeftUnset(string errors) => Assert.Null(First<ImportPlan>("Thing", "int32 total = 1;" + errors).Errors);

    [Fact]
    public void Import_ErrorKeyOfOtherType_LeftUnset()
    {
        var plan = First<ImportPlan>("Thing", "int32 total = 1; repeated Numbered errors = 2;");

        Assert.Equal(("index", null), (plan.Errors!.Index!.Name, plan.Errors.Key));
    }

    [Theory]
    [InlineData(
        "Thing",
        "string total = 1;",
        "Summary has no counter: 'total_received', 'received', 'total', 'successful', 'succeeded', 'imported', 'created', 'failed' or 'failures', an integer")]
    [InlineData("Thing", "int32 total = 1; int32 received = 2;", "Summary has more than one field for the number received: 'total' and 'received'")]
    [InlineData("Thing", "int32 total = 1; repeated Torn errors = 2;", "Torn has more than one field for an error's text: 'error' and 'message'")]
    [InlineData("Other", "int32 total = 1;", "Other neither is nor holds a message whose plural is 'Things'")]
    [InlineData("Many", "int32 total = 1;", "'all' of Many is a list, and Import has one Thing")]
    public void Import_ShapeDoesNotFit_ContradictionNamesThePart(string request, string answer, string reason)
    {
        var plan = First<UnimplementedPlan>(request, answer);

        Assert.Equal((reason, true), (plan.Reason, plan.Contradiction));
    }

    private static T First<T>(string request, string answer)
        where T : Plan => Plans.First<T>($$"""
            service S { rpc ImportThings(stream {{request}}) returns (Summary); rpc ListThings(Bare) returns (stream Thing); }
            message Summary { {{answer}} }
            message Thing { string id = 1; }
            message Item { Thing it = 1; string source = 2; }
            message Many { repeated Thing all = 1; }
            message Other { string id = 1; }
            message Bare { string error = 1; }
            message Silent { int32 index = 1; string thing_id = 2; }
            message Error { string thing_id = 1; string id = 2; string message = 3; }
            message Numbered { int32 index = 1; int32 thing_id = 2; string error = 3; }
            message Torn { int32 index = 1; string error = 2; string message = 3; }
            """);
}
