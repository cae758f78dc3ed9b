using Grpc.Service.Sdk.Modeling;
using Grpc.Service.Sdk.Tests.Modeling.Inference;

namespace Grpc.Service.Sdk.Tests.Modeling;

public sealed class ContractSummaryTests
{
    [Fact]
    public void Lines_PlansOfEveryRule_OneReadableLineEach()
    {
        var contract = Plans.Contract("""
            service S {
              rpc GetThing(Req) returns (Thing);
              rpc ListThings(Req) returns (Things);
              rpc BatchGetThings(Keys) returns (Things);
              rpc ImportThings(stream Item) returns (Summary);
              rpc WatchSize(stream Resize) returns (stream Resize);
              rpc CreateThing(Thing) returns (Thing);
              rpc Search(Req) returns (Things);
              rpc GetNothing(Req) returns (Thing);
            }
            message Req { string id = 1; }
            message Keys { repeated string ids = 1; }
            message Thing { string id = 1; int32 size = 2; }
            message Things { repeated Thing things = 1; }
            message Item { Thing thing = 1; string source = 2; }
            message Summary { int32 total = 1; }
            message Resize { string id = 1; int32 new_size = 2; string why = 3; }
            """);

        Assert.Equal(
            [
                "shop.v1.S/GetThing: R1 get Thing by id",
                "shop.v1.S/ListThings: R2 list Thing; where id = id",
                "shop.v1.S/BatchGetThings: R6 get many Thing by id; all or NOT_FOUND",
                "shop.v1.S/ImportThings: R7 import Thing; answer total; unused source",
                "shop.v1.S/WatchSize: R9 change and watch size of Thing by new_size; unused why",
                "shop.v1.S/CreateThing: R3 create Thing by id; key given or made",
                "shop.v1.S/Search: R10 UNIMPLEMENTED: its name begins with no verb of a convention",
                "shop.v1.S/GetNothing: R10 UNIMPLEMENTED: Thing neither is nor holds the message 'Nothing'",
            ],
            ContractSummary.Lines(contract));
        Assert.Equal("8 methods: R1 1, R2 1, R3 1, R6 1, R7 1, R9 1, R10 2", ContractSummary.Counts(contract));
    }

    [Fact]
    public void Counts_NoService_NoMethods()
    {
        var contract = Plans.Contract("message Lonely { string id = 1; }");

        Assert.Equal("no methods", ContractSummary.Counts(contract));
        Assert.Empty(ContractSummary.Lines(contract));
        Assert.Empty(contract.Resources);
    }

    [Fact]
    public void Counts_TwoHundredMethodsOverWideMessages_AllPlanned()
    {
        var numbers = Enumerable.Range(1, 200).ToList();
        var fields = string.Concat(Enumerable.Range(2, 599).Select(number => $"string f{number} = {number};"));
        var contract = Plans.Contract($$"""
            service S { {{string.Concat(numbers.Select(number => $"rpc GetThing{number}(Req) returns (Thing{number});"))}} }
            message Req { string id = 1; {{fields}} }
            {{string.Concat(numbers.Select(number => $"message Thing{number} {{ string id = 1; Thing{number} again = 2; }}"))}}
            """);

        Assert.Equal("200 methods: R1 200", ContractSummary.Counts(contract));
        Assert.Equal(599, Assert.IsType<GetPlan>(contract.Of("GetThing7")).Unsupported.Count);
    }
}
