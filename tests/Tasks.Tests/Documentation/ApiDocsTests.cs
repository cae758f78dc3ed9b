using System.Text;
using Grpc.Service.Sdk.Modeling;
using Markdig;
using Markdig.Syntax;

namespace Grpc.Service.Sdk.Tests.Documentation;

/// <summary>What the pages say of a contract, and that none of it is lost or misread.</summary>
public sealed class ApiDocsTests
{
    private const string Options = """
        syntax = "proto2";
        package own;
        import "google/protobuf/descriptor.proto";
        enum Level { LEVEL_UNSPECIFIED = 0; LEVEL_HIGH = 2; }
        message Rule {
          optional string text = 1;
          repeated int32 numbers = 2 [packed = true];
          optional Rule inner = 3;
          map<string, Level> levels = 4;
          optional group Part = 5 { optional bool yes = 1; }
          optional bytes raw = 6;
          optional double ratio = 7;
          extensions 100 to max;
        }
        extend Rule { optional sint64 more = 100; }
        extend google.protobuf.FileOptions { optional string file_mark = 50001; }
        extend google.protobuf.MessageOptions { optional Rule rule = 50001; repeated string tags = 50002; }
        extend google.protobuf.FieldOptions { optional Level level = 50001; }
        extend google.protobuf.EnumOptions { optional fixed32 fixed = 50001; }
        extend google.protobuf.EnumValueOptions { optional float weight = 50001; }
        extend google.protobuf.ServiceOptions { optional bool public = 50001; }
        extend google.protobuf.MethodOptions { optional uint64 cost = 50001; }
        extend google.protobuf.OneofOptions { optional string hint = 50001; }
        message Holder { extend google.protobuf.FieldOptions { optional string nested = 50003; } }
        """;

    private const string Everything = """
        // What the file is for.
        syntax = "proto2";

        package shop.v1;

        import "own.proto";
        option java_package = "com.example.shop";
        option (own.file_mark) = "a `mark` | \"quoted\"";

        // Sells <b>things</b> {{ 1 + 1 }}.
        service Shop {
          option deprecated = true;
          option (own.public) = true;

          // Looks | up
          //
          // # Not a heading
          rpc Find(Query) returns (stream Thing) {
            option idempotency_level = NO_SIDE_EFFECTS;
            option (own.cost) = 18446744073709551615;
            option deprecated = true;
          }
        }

        message Query {
          required string text = 1;
          optional int32 most = 2 [default = 7, json_name = "limit`s"];
        }

        message Thing {
          option (own.rule) = {
            text: "x" numbers: [1, -2] inner { text: "y\n" } levels { key: "k" value: LEVEL_HIGH } Part { yes: true } raw: "\000\377" ratio: 0.5
            [own.more]: -9
          };
          option (own.tags) = "a";
          option (own.tags) = "b";
          reserved 4, 9 to 11, 100 to max;
          reserved "gone";

          optional string id = 1 [(own.level) = LEVEL_HIGH, (own.Holder.nested) = "n"]; // Behind it.
          repeated Kind kinds = 2 [deprecated = true];
          map<string, Thing> parts = 3;
          oneof choice {
            option (own.hint) = "one of them";
            string left = 5;
            Thing right = 6;
          }
          optional group Box = 7 { optional bool open = 1; }
        }

        enum Kind {
          option allow_alias = true;
          option (own.fixed) = 3;
          reserved -5 to -2, 40 to max;
          KIND_UNSPECIFIED = 0;
          // The first.
          KIND_A = 1 [(own.weight) = 1.25, deprecated = true];
          KIND_B = 1;
        }
        """;

    private static readonly Lazy<string> s_page = new(() =>
        Docs.Pages(ContractBuilder.Build(ProtoCompiler.Compile(("shop/v1/shop.proto", Everything), ("own.proto", Options)), ["shop/v1/shop.proto"]))["docs/api.md"]);

    [Theory]
    [InlineData("""- [`proto/shop/v1/shop.proto`](../../proto/shop/v1/shop.proto) (proto2): What the file is for.""")]
    [InlineData("""<br>`java_package` = `"com.example.shop"`""")]
    [InlineData("""<br>`(own.file_mark)` = <code>"a \`mark\` \| \\"quoted\\"\"</code>""")]
    [InlineData("""Sells &lt;b&gt;things&lt;/b&gt; \{\{ 1 + 1 \}\}.""")]
    [InlineData("""- `(own.public)` = `true`""")]
    [InlineData("""| [Find](#shop.v1.Shop.Find) | unimplemented | server stream | **Deprecated.** Looks \| up<br><br>\# Not a heading |""")]
    [InlineData("""`/shop.v1.Shop/Find` · server stream · unimplemented · [`proto/shop/v1/shop.proto:18`](../../proto/shop/v1/shop.proto#L18)""")]
    [InlineData("""- NO_SIDE_EFFECTS: calling it changes nothing.""")]
    [InlineData("""- `(own.cost)` = `18446744073709551615`""")]
    [InlineData("""override `Find` in a class that extends `ShopDefaults`""")]
    [InlineData("""`<GrpcMethod Include="shop.v1.Shop/Find" Default="None" />`""")]
    [InlineData("""**Request:** [Query](#shop.v1.Query)""")]
    [InlineData("""**Response:** a stream of [Thing](#shop.v1.Thing)""")]
    [InlineData("""| `text` | 1 | required `string` |""")]
    [InlineData("""| `most` | 2 | optional `int32` | Default `7`. In JSON <code>limit\`s</code>.""")]
    [InlineData("""- `(own.rule)` = `{ text: "x" numbers: 1 numbers: -2 inner: { text: "y\n" } levels: { key: "k" value: LEVEL_HIGH } part: { yes: true } raw: "\000\377" ratio: 0.5 [own.more]: -9 }`""")]
    [InlineData("""- `(own.tags)` = `["a", "b"]`""")]
    [InlineData("""Reserved: `4`, `9 to 11`, `100 to max`, `gone`""")]
    [InlineData("""| `id` | 1 | optional `string` | `(own.level)` = `LEVEL_HIGH`. `(own.Holder.nested)` = `"n"`.  | Behind it. |""")]
    [InlineData("""| `kinds` | 2 | repeated [Kind](#shop.v1.Kind) | **Deprecated.** """)]
    [InlineData("""| `parts` | 3 | map of `string` to [Thing](#shop.v1.Thing) |""")]
    [InlineData("""| `left` | 5 | `string` | One of `choice`. """)]
    [InlineData("""- Of `choice` at most one field is set.""")]
    [InlineData("""`(own.hint)` = `"one of them"`""")]
    [InlineData("""| `box` | 7 | group [Thing.Box](#shop.v1.Thing.Box) |""")]
    [InlineData("""- `(own.fixed)` = `3`""")]
    [InlineData("""Reserved: `-5 to -2`, `40 to max`""")]
    [InlineData("""| `KIND_A` | 1 | **Deprecated.** The first. `(own.weight)` = `1.25`. |""")]
    [InlineData("""`shop.v1.Thing.Box` · [`proto/shop/v1/shop.proto:""")]
    public void Page_SaysWhatTheContractSays(string text) => Assert.Contains(text, s_page.Value, StringComparison.Ordinal);

    [Fact]
    public void Page_IsWhatItLooksLike_ToAParserWeDidNotWrite()
    {
        var document = Markdown.Parse(s_page.Value, new MarkdownPipelineBuilder().UseAdvancedExtensions().Build());

        Assert.DoesNotContain(document.Descendants<HeadingBlock>(), heading => Text(heading).Contains("Not a heading", StringComparison.Ordinal));
        Assert.Equal(
            ["API of Shop", "shop.v1", "Shop", "Find", "Messages of shop.v1", "Query", "Thing", "Thing.Box", "Enums of shop.v1", "Kind"],
            document.Descendants<HeadingBlock>().Select(Text));
        Assert.All(
            document.Descendants<Markdig.Extensions.Tables.Table>(),
            table => Assert.All(table.Cast<Markdig.Extensions.Tables.TableRow>(), row => Assert.Equal(((Markdig.Extensions.Tables.TableRow)table[0]).Count, row.Count)));
        Assert.Empty(Links.Broken(new Dictionary<string, string> { ["docs/api.md"] = s_page.Value }, path => path == "../proto/shop/v1/shop.proto"));
    }

    [Fact]
    public void Packages_OfSeveral_HaveAPageEachAndLinkToEachOther()
    {
        var pages = Docs.Pages(Docs.Contract(
            ("none.proto", "syntax = 'proto3'; message Alone { int32 a = 1; }"),
            ("b/b.proto", "syntax = 'proto3'; package b; import 'none.proto'; import 'B/odd name (1).proto'; message M { Alone alone = 1; B.M other = 2; } service S { rpc GetM(M) returns (B.M); }"),
            ("B/odd name (1).proto", "syntax = 'proto3'; package B; message M { repeated M more = 1; } enum E { E_NONE = 0; }")));

        Assert.Equal(["docs/api.md", "docs/api/B.md", "docs/api/b-2.md", "docs/api/no-package.md"], pages.Keys);
        Assert.Empty(Links.Broken(pages, path => path is "../proto/none.proto" or "../proto/b/b.proto" or "../proto/B/odd name (1).proto"));
        Assert.Contains("[M](B.md#B.M)", pages["docs/api/b-2.md"], StringComparison.Ordinal);
        Assert.Contains("[Alone](no-package.md#Alone)", pages["docs/api/b-2.md"], StringComparison.Ordinal);
        Assert.Contains("## [b](api/b-2.md#b)", pages["docs/api.md"], StringComparison.Ordinal);
    }

    [Fact]
    public void Annotations_OfGoogle_AreToldInWords()
    {
        var page = Docs.Pages(ContractBuilder.Build(
            ProtoCompiler.Compile([("shop.proto", """
                syntax = "proto3";
                package shop.v1;
                import "google/api/annotations.proto";
                import "google/protobuf/wrappers.proto";
                service Shop {
                  rpc Move(Thing) returns (Thing) {
                    option (google.api.http) = {
                      post: "/v1/{name=things/*}:move" body: "*"
                      additional_bindings { custom { kind: "HEAD" path: "/v1/{name=**}" } response_body: "name" }
                    };
                  }
                }
                message Thing {
                  option (google.api.resource) = { type: "shop.example.com/Thing" pattern: "things/{thing}" };
                  string name = 1 [(google.api.field_behavior) = IDENTIFIER];
                  string other = 2 [(google.api.resource_reference).type = "shop.example.com/Thing", (google.api.field_behavior) = REQUIRED, (google.api.field_behavior) = IMMUTABLE];
                  string under = 3 [(google.api.resource_reference).child_type = "else.example.com/Part"];
                  string secret = 4 [(google.api.field_behavior) = INPUT_ONLY];
                  string made = 5 [(google.api.field_behavior) = OUTPUT_ONLY];
                  google.protobuf.UInt32Value number = 6;
                }
                """), .. GoogleApi.Files]),
            ["shop.proto"]))["docs/api.md"];

        Assert.Contains("- HTTP: `POST /v1/{name=things/*}:move`, body `*`\n", page, StringComparison.Ordinal);
        Assert.Contains("- HTTP: `HEAD /v1/{name=**}`, answer `name`\n", page, StringComparison.Ordinal);
        Assert.Contains("**IDENTIFIER**", page, StringComparison.Ordinal);
        Assert.Contains("**REQUIRED**: it must be given. **IMMUTABLE**: it stays as it was created. Names a [Thing](#shop.v1.Thing) (`shop.example.com/Thing`). ", page, StringComparison.Ordinal);
        Assert.Contains("Names what a `else.example.com/Part` lies under. ", page, StringComparison.Ordinal);
        Assert.Contains("**INPUT_ONLY**", page, StringComparison.Ordinal);
        Assert.Contains("- `(google.api.resource)` = `{ type: \"shop.example.com/Thing\" pattern: \"things/{thing}\" }`", page, StringComparison.Ordinal);
        Assert.Contains("[google.protobuf.UInt32Value](https://protobuf.dev/reference/protobuf/google.protobuf/#uint32-value)", page, StringComparison.Ordinal);
        Assert.Contains("\"name\": \"name\",\n  \"other\": \"things/thing-1\",", page, StringComparison.Ordinal);
        Assert.DoesNotContain("\"made\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutAServer_NothingIsSaidOfDefaults()
    {
        var page = Docs.Page("syntax = 'proto3'; package shop.v1; message T { string id = 1; } message R { string t_id = 1; int32 other = 2; } service S { rpc GetT(R) returns (T); }", hasServer: false);

        Assert.Contains("`/shop.v1.S/GetT` · unary · [`proto", page, StringComparison.Ordinal);
        Assert.Contains("\"other\": 1", page, StringComparison.Ordinal);
        Assert.DoesNotContain("default", page.Replace("| default |", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("buf curl", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Template_OfTheUsers_Wins()
    {
        using var folder = new TemporaryFolder();
        folder.Write("api.md.scriban", "own {{ for service in contract.services }}{{ link '' service }}{{ end }}\n");

        var pages = Docs.Pages(Docs.Contract(("a.proto", "syntax = 'proto3'; package a; message M {} service S { rpc Do(M) returns (M); }")), overrides: folder.Path);

        Assert.Equal("own [S](#a.S)\n", pages["docs/api.md"]);
    }

    [Fact]
    public void HundredServices_AreWrittenInLittleTime()
    {
        var text = new StringBuilder("syntax = 'proto3'; package big.v1; ");
        for (var service = 0; service < 100; service++)
        {
            text.Append($"message M{service} {{ string id = 1; string a = 2; int32 b = 3; repeated M{service} c = 4; }} message Get{service} {{ string id = 1; }} service S{service} {{ ");
            for (var method = 0; method < 5; method++)
            {
                text.Append($"rpc Do{method}(Get{service}) returns (M{service}); ");
            }

            text.Append("} ");
        }

        var contract = Docs.Contract(("big.proto", text.ToString()));
        Docs.Pages(contract);
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Assert.Equal(500, Docs.Pages(contract)["docs/api.md"].Split("buf curl").Length - 1);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(3), $"it took {watch.ElapsedMilliseconds} ms");
    }

    private static string Text(HeadingBlock heading) => string.Concat(heading.Inline!.Descendants<Markdig.Syntax.Inlines.LiteralInline>().Select(literal => literal.Content.ToString()));
}
