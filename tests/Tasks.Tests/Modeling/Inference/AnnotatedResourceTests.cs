using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Tests.Modeling.Inference;

public sealed class AnnotatedResourceTests
{
    private static readonly (string Path, string Text) s_resource = ("google/api/resource.proto", """
        syntax = "proto3"; package google.api; import "google/protobuf/descriptor.proto";
        message ResourceDescriptor { string type = 1; repeated string pattern = 2; string name_field = 3; int32 history = 4; string plural = 5; string singular = 6; }
        extend google.protobuf.MessageOptions { ResourceDescriptor resource = 1053; }
        """);

    private const string Shelf = """option (google.api.resource) = { type: "l/Shelf" pattern: "shelves/{shelf}" plural: "shelves" };""";
    private const string Book = """option (google.api.resource) = { type: "l/Book" pattern: "shelves/{s}/books/{book}" pattern: "books/{book}" };""";

    [Fact]
    public void Annotated_EveryRule_ByNameAndParent()
    {
        var contract = Contract($$"""
            service S {
              rpc GetBook(Name) returns (Book);
              rpc ListBooks(ListBooksRequest) returns (Books);
              rpc CreateBook(CreateBookRequest) returns (Book);
              rpc UpdateBook(UpdateBookRequest) returns (Book);
              rpc DeleteBook(Name) returns (Book);
              rpc BatchGetBooks(BatchGetBooksRequest) returns (Books);
              rpc WatchBooks(ListBooksRequest) returns (stream Book);
              rpc GetShelf(Name) returns (Shelf);
            }
            message Book { {{Book}} string name = 1; string id = 2; string display_name = 3; }
            message Shelf { {{Shelf}} string name = 1; }
            message Books { repeated Book books = 1; }
            message Name { string name = 1; string parent = 2; }
            message ListBooksRequest { string parent = 1; string id = 2; }
            message CreateBookRequest { string parent = 1; Book book = 2; string book_id = 3; }
            message UpdateBookRequest { Book book = 1; }
            message BatchGetBooksRequest { string parent = 1; repeated string names = 2; }
            """);

        Assert.Equal("R1 R2 R3 R4 R5 R6 R8 R1", Plans.Names(contract.Services.Single().Methods.Select(method => method.Plan.Rule)));
        var get = Assert.IsType<GetPlan>(contract.Of("GetBook"));
        Assert.Equal(("name", "name", "parent"), (get.Resource.Key.Name, get.Key.Name, Plans.Names(get.Unsupported)));
        Assert.Equal("shelves/{s}/books/{book} books/{book}", Plans.Names(get.Resource.Patterns));
        var create = Assert.IsType<CreatePlan>(contract.Of("CreateBook"));
        Assert.Equal(("parent", "book_id", "l.Shelf"), (create.Parent!.Name, create.Id!.Name, Plans.Names(create.Parents)));
        var filters = Assert.IsType<ListPlan>(contract.Of("ListBooks")).Filters;
        Assert.Equal(("parent id", FilterOperator.Parent, "name"), (Plans.Names(filters.Select(filter => filter.Path)), filters[0].Operator, filters[0].Target.Name));
        Assert.Equal("parent", Assert.IsType<BatchGetPlan>(contract.Of("BatchGetBooks")).Parent!.Name);
        Assert.Equal("parent id", Plans.Names(Assert.IsType<WatchPlan>(contract.Of("WatchBooks")).Filters.Select(filter => filter.Path)));
    }

    [Fact]
    public void Annotated_Plural_IsTheContracts()
    {
        var contract = Contract("""
            service S { rpc ListBigSheep(Req) returns (stream Sheep); rpc BatchGetBigSheep(Req) returns (Many); }
            message Sheep { option (google.api.resource) = { plural: "bigSheep" }; string name = 1; }
            message Many { repeated Sheep all = 1; }
            message Req { repeated string names = 1; }
            """);

        Assert.IsType<ListPlan>(contract.Of("ListBigSheep"));
        Assert.IsType<BatchGetPlan>(contract.Of("BatchGetBigSheep"));
    }

    [Theory]
    [InlineData("""name_field: "path" """, "string name = 1; string path = 2;", "path")]
    [InlineData("", "string name = 1; string id = 2;", "name")]
    [InlineData("", "string id = 2;", "id")]
    public void Annotated_Key_NameFieldThenName(string annotation, string fields, string key)
    {
        var contract = Contract($$"""
            service S { rpc ListThings(Thing) returns (stream Thing); }
            message Thing { option (google.api.resource) = { type: "l/Thing" {{annotation}} }; {{fields}} }
            """);

        Assert.Equal(key, Assert.IsType<ListPlan>(contract.Of("ListThings")).Resource.Key.Name);
    }

    [Theory]
    [InlineData("DeleteShelf", """name_field: "path" """, "Shelf has no 'path', which its google.api.resource names as name_field")]
    [InlineData("ListShelves", "", "Req has a 'parent', and no google.api.resource says what that names")]
    public void Annotated_ShapeDoesNotFit_ContradictionNamesThePart(string method, string annotation, string reason)
    {
        var contract = Contract($$"""
            service S { rpc DeleteShelf(Req) returns (Shelf); rpc ListShelves(Req) returns (stream Shelf); }
            message Shelf { option (google.api.resource) = { type: "l/Shelf" {{annotation}} }; string name = 1; }
            message Req { string name = 1; string parent = 2; }
            """);

        Assert.Equal(new UnimplementedPlan(reason, Contradiction: true), contract.Of(method));
    }

    [Fact]
    public void Annotated_ParentThatNoMethodIsAbout_IsNotKnown()
    {
        var contract = Contract($$"""
            service S { rpc CreateBook(Req) returns (Book); }
            message Book { {{Book}} string name = 1; }
            message Shelf { {{Shelf}} string name = 1; }
            message Req { string parent = 1; Book book = 2; }
            """);

        Assert.Empty(Assert.IsType<CreatePlan>(contract.Of("CreateBook")).Parents);
        Assert.Equal("l.Book", Plans.Names(contract.Resources));
    }

    private static Contract Contract(string body) => ContractBuilder.Build(
        ProtoCompiler.Compile(s_resource, ("l.proto", $"""syntax = "proto3"; package l; import "google/api/resource.proto"; {body}""")), ["l.proto"]);
}
