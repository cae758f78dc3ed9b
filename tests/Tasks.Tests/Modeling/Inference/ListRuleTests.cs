using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Tests.Modeling.Inference;

public sealed class ListRuleTests
{
    [Fact]
    public void List_UnaryWithEverything_AllPartsFound()
    {
        var plan = Plans.First<ListPlan>("""
            service S { rpc ListThings(Req) returns (Answer); }
            message Req { int32 page_size = 1; string page_token = 2; string order_by = 3; google.protobuf.FieldMask field_mask = 4; }
            message Answer { repeated Thing items = 1; string next_page_token = 2; int64 total_size = 3; repeated string unreachable = 4; }
            message Thing { string id = 1; }
            """);

        Assert.Equal(("items", "page_size", "page_token"), (plan.Items!.Name, plan.PageSize!.Name, plan.PageToken!.Name));
        Assert.Equal(("next_page_token", "total_size"), (plan.NextPageToken!.Name, plan.TotalSize!.Name));
        Assert.Equal(("order_by", "field_mask", true), (plan.OrderBy!.Name, plan.Mask!.Name, plan.Paged));
        Assert.Empty(plan.Unsupported);
    }

    [Theory]
    [InlineData("int32 page_size = 1; string page_token = 2;", "", "page_size page_token")]
    [InlineData("int32 page_size = 1;", "string next_page_token = 2;", "page_size")]
    [InlineData("string page_token = 1; string page_size = 2;", "string next_page_token = 2;", "page_token page_size")]
    [InlineData("int32 page_size = 1; string page_token = 2;", "bytes next_page_token = 2;", "page_size page_token")]
    public void List_PartOfPaging_NoneOfItUsed(string request, string answer, string unsupported)
    {
        var plan = Plans.First<ListPlan>($$"""
            service S { rpc ListThings(Req) returns (Answer); }
            message Req { {{request}} }
            message Answer { repeated Thing things = 1; {{answer}} }
            message Thing { string id = 1; int32 page_size = 2; string page_token = 3; }
            """);

        Assert.Equal((false, null, null), (plan.Paged, plan.PageToken, plan.NextPageToken));
        Assert.Equal(unsupported, Plans.Names(plan.Unsupported));
    }

    [Fact]
    public void List_NounIsTheListsName_Fits()
    {
        var plan = Plans.First<ListPlan>("""
            service S { rpc ListTopSellers(google.protobuf.Empty) returns (Answer); }
            message Answer { repeated Other others = 1; repeated Thing top_sellers = 2; }
            message Thing { string id = 1; }
            message Other { string id = 1; }
            """);

        Assert.Equal(("shop.v1.Thing", "top_sellers"), (plan.Resource.ToString(), plan.Items!.Name));
    }

    [Theory]
    [InlineData("ListStuff", "stream Thing", "the stream is of Thing, whose plural is 'Things' and not 'Stuff'")]
    [InlineData("ListStuff", "Answer", "'Stuff' is not the plural of Thing, which Answer lists ('Things')")]
    [InlineData("ListThings", "Thing", "Thing lists nothing that 'Things' names")]
    [InlineData("ListThings", "Twice", "Twice has more than one field that could be meant: 'a' and 'b'")]
    [InlineData("ListThings", "Torn", "Torn has more than one field that could be meant: 'all' and 'things'")]
    [InlineData("ListInners", "stream Thing.Inner", "shop.v1.Thing.Inner is not declared at the top of the method's own package")]
    public void List_NounOrShapeDoesNotFit_ContradictionNamesThePart(string method, string answer, string reason) =>
        Assert.Equal(reason, Plans.Contradiction($$"""
            service S { rpc {{method}}(google.protobuf.Empty) returns ({{answer}}); }
            message Answer { repeated Thing all = 1; }
            message Twice { repeated Thing a = 1; repeated Thing b = 2; }
            message Torn { repeated Thing all = 1; repeated Other things = 2; }
            message Thing { message Inner { string id = 1; } string id = 1; }
            message Other { string id = 1; }
            """));

    [Fact]
    public void Filters_ByNameAndType_EveryOperator()
    {
        var plan = Plans.First<ListPlan>("""
            service S { rpc ListThings(Req) returns (stream Thing); }
            message Req {
              string color = 1;
              optional bool sold = 2;
              Thing.Kind kind = 3;
              repeated Thing.Kind kinds = 4;
              repeated int32 size = 5;
              repeated string tags = 6;
              string label = 7;
              google.protobuf.Timestamp min_made = 8;
              google.protobuf.Duration max_age = 9;
              google.protobuf.Int32Value max_rank = 10;
              google.protobuf.StringValue note = 11;
              ThingFilter where = 12;
            }
            message ThingFilter { sint32 size = 1; fixed64 min_weight = 2; ThingFilter or = 3; }
            message Thing {
              enum Kind { KIND_UNSPECIFIED = 0; }
              string id = 1; string color = 2; bool sold = 3; Kind kind = 4; int32 size = 5; repeated string tags = 6; repeated string labels = 7;
              google.protobuf.Timestamp made = 8; google.protobuf.Duration age = 9; google.protobuf.Int32Value rank = 10;
              google.protobuf.StringValue note = 11; uint64 weight = 12;
            }
            """);

        Assert.Equal(
            [
                "color Eq color", "sold Eq sold", "kind Eq kind", "size In size", "tags All tags", "label Has labels", "min_made Ge made",
                "max_age Le age", "max_rank Le rank", "note Eq note", "where.size Eq size", "where.min_weight Ge weight",
            ],
            plan.Filters.Select(filter => $"{filter.Path} {filter.Operator} {filter.Target.Name}"));
        Assert.Equal("kinds where.or", Plans.Names(plan.Unsupported));
    }

    [Theory]
    [InlineData("string filter = 1;")]
    [InlineData("google.protobuf.StringValue filter = 1;")]
    [InlineData("google.protobuf.Struct filter = 1;")]
    [InlineData("repeated Filter filter = 1;")]
    [InlineData("int64 size = 1;")]
    [InlineData("bool min_size = 1;")]
    [InlineData("string min_name = 1;")]
    [InlineData("string tags = 1;")]
    [InlineData("repeated int32 min_size = 1;")]
    [InlineData("map<string, string> labels = 1;")]
    [InlineData("Part part = 1;")]
    [InlineData("bool show_deleted = 1;")]
    public void Filters_NothingFits_Unsupported(string field)
    {
        var plan = Plans.First<ListPlan>($$"""
            service S { rpc ListThings(Req) returns (stream Thing); }
            message Req { {{field}} }
            message Filter { int32 size = 1; }
            message Part { int32 size = 1; }
            message Thing {
              string id = 1; string filter = 2; int32 size = 3; string name = 4; repeated string tags = 5;
              map<string, string> labels = 6; Part part = 7;
            }
            """);

        Assert.Empty(plan.Filters);
        Assert.Single(plan.Unsupported);
    }

    [Fact]
    public void List_ParentWithoutPattern_Contradiction() =>
        Assert.Equal("Req has a 'parent', and no google.api.resource says what that names", Plans.Contradiction("""
            service S { rpc ListThings(Req) returns (stream Thing); }
            message Req { string parent = 1; }
            message Thing { string id = 1; }
            """));
}
