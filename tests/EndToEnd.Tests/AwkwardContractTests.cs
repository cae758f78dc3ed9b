using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>Contracts that try a generator's patience (tests/data/awkward), all in one project: they build without a warning, and serve.</summary>
[Collection(PackedSdk.Builds)]
public sealed class AwkwardContractTests
{
    [Fact]
    public async Task AwkwardContracts_BuildWithoutAWarning_AndServe()
    {
        using var project = new TestProject("Awkward", "<PropertyGroup><GrpcLint>false</GrpcLint><TreatWarningsAsErrors>true</TreatWarningsAsErrors></PropertyGroup>");
        var folder = Path.Combine(Golden.Folder, "awkward");
        foreach (var file in Directory.EnumerateFiles(folder, "*.proto", SearchOption.AllDirectories))
        {
            project.Write("proto/" + Path.GetRelativePath(folder, file), File.ReadAllBytes(file));
        }

        project.Write("proto/wide/v1/wide.proto", Wide());
        var build = (await project.BuildAsync()).Succeeded();
        Assert.Empty(build.Diagnostics);
        Assert.Equal(
            ["DeleteCoin", "GetCoin", "GetDouble", "GetHashCode", "GetOther", "ListPairs", "ListSigns"],
            build.Messages.Where(IsMisfit).Select(text => text.Split('\'')[1].Split('/')[1]).Distinct().Order(StringComparer.Ordinal));

        await using var service = await RunningService.StartAsync(project);
        var client = new BufCurl(project, service);
        foreach (var (method, request, answer) in s_calls)
        {
            var (answers, error) = await client.CallAsync(method, request);
            Assert.Equal((method, answer), (method, error is null ? answers[^1].ToJsonString() : (string?)error["message"]));
        }
    }

    /// <summary>A method whose name promises a default that its shape does not allow; one without a verb has none to promise.</summary>
    private static bool IsMisfit(string message) =>
        message.Contains("has no default", StringComparison.Ordinal) && !message.Contains("begins with no verb", StringComparison.Ordinal);

    private static readonly (string Method, string Request, string Answer)[] s_calls =
    [
        // Fields, methods and messages called as what every C# class has.
        ("names.v1.NamesService/CreateType", """{"type": {"id": "a", "equals": "e", "to_string": "s", "get_type": "g", "clone": "c", "memberwise_clone": "m"}}""",
            """{"id":"a","equals":"e","toString":"s","getType":"g","clone":"c","memberwiseClone":"m"}"""),
        ("names.v1.NamesService/UpdateType", """{"type": {"id": "a", "to_string": "z"}, "update_mask": "toString,memberwiseClone,equals"}""",
            """{"id":"a","toString":"z","getType":"g","clone":"c"}"""),
        ("names.v1.NamesService/GetType", """{"type_id": "a", "read_mask": "getType"}""", """{"getType":"g"}"""),
        ("names.v1.NamesService/ListTypes", """{"to_string": "z", "order_by": "get_type desc, descriptor"}""",
            """{"types":[{"id":"a","toString":"z","getType":"g","clone":"c"}]}"""),
        ("names.v1.NamesService/CreateEquality", """{"id": "q", "equals": 3, "clone": "c"}""", """{"id":"q","equals":3,"clone":"c"}"""),
        ("names.v1.NamesService/WatchEquals", """{"id": "q", "delta": 2}""", """{"id":"q","oldEquals":3,"equals":5}"""),
        ("names.v1.NamesService/ToString", "{}", "names.v1.NamesService/ToString has no implementation"),
        ("names.v1.Parsers/CreateParser", """{"parser": {"id": "p", "parser": "x", "clone": {"parser": {"id": "i"}, "types": {"types": "TYPES_ONE"}}, "parsers": {"k": {"clear_body": true}}, "all": [{}], "body": "b", "inner": {"inner": {"inner": "n"}}, "merge_from_case": "c"}}""",
            """{"id":"p","parser":"x","clone":{"parser":{"id":"i"},"types":{"types":"TYPES_ONE"}},"parsers":{"k":{"clearBody":true}},"all":[{}],"body":"b","inner":{"inner":{"inner":"n"}},"mergeFromCase":"c"}"""),
        ("names.v1.Parsers/UpdateParser", """{"parser": {"id": "p", "clear_body": true}, "update_mask": "clearBody,parsers,all,inner.inner,clone.parser.id,mergeFromCase"}""",
            """{"id":"p","parser":"x","clone":{"parser":{},"types":{"types":"TYPES_ONE"}},"clearBody":true,"inner":{}}"""),
        ("names.v1.Parsers/GetParser", """{"parser_id": "q"}""", "names.v1.Parser \"q\" does not exist"),
        ("names.v1.Parsers/ListParsers", """{"body": ""}""", """{"parsers":[{"id":"p","parser":"x","clone":{"parser":{},"types":{"types":"TYPES_ONE"}},"clearBody":true,"inner":{}}]}"""),
        ("names.v1.Parsers/Clone", "{}", "names.v1.Parsers/Clone has no implementation"),
        ("names.v1.Descriptor/CreateToString", """{"id": "s", "name": "", "has_name": true}""", """{"id":"s","name":"","hasName":true}"""),
        ("names.v1.Tasks/CreateTask", """{"task": {"id": "t", "task": "u"}}""", """{"id":"t","task":"u"}"""),

        // Names of the runtime's types and of our own classes.
        ("system.v1.Task/CreateString", """{"id": "s", "object": 4}""", """{"id":"s","object":4}"""),
        ("system.v1.Task/WatchObject", """{"string_id": "s", "object_delta": 2}""", """{"stringId":"s","oldObject":4,"newObject":6}"""),
        ("system.v1.Task/GetException", """{"id": "e"}""", "system.v1.Exception \"e\" does not exist"),
        ("system.v1.ServiceHost/Run", "{}", "system.v1.ServiceHost/Run has no implementation"),

        // Messages that hold themselves, in maps and oneofs too; wrappers; what has no fixed shape.
        ("shapes.v1.ShapesService/CreateTree", """{"tree_id": 7, "tree": {"left": {"right": {"id": 3}}, "leaves_by_name": {"x": {"leaves": [{}]}}, "apple": "", "tall": false, "notes": {"a": [1, null]}, "heights": [1]}}""",
            """{"id":"7","left":{"right":{"id":"3"}},"leavesByName":{"x":{"leaves":[{}]}},"apple":"","tall":false,"notes":{"a":[1,null]},"heights":[1]}"""),
        ("shapes.v1.ShapesService/UpdateTree", """{"tree": {"id": 7, "colour": "LEAVES_GREEN", "left": {"left": {}}}, "update_mask": "colour,left.left.left,notes,leavesByName,heights"}""",
            """{"id":"7","left":{"left":{},"right":{"id":"3"}},"colour":"LEAVES_GREEN","tall":false}"""),
        ("shapes.v1.ShapesService/ListTrees", """{"tall": false, "order_by": "apple, left.right.id"}""",
            """{"trees":[{"id":"7","left":{"left":{},"right":{"id":"3"}},"colour":"LEAVES_GREEN","tall":false}]}"""),
        ("shapes.v1.ShapesService/ListTrees", """{"left": {}}""", "the request is not valid: left: is not supported"),
        ("shapes.v1.ShapesService/UpdateTree", """{"tree": {"id": 7}, "update_mask": "notes.fields"}""", "the request is not valid: update_mask: \"notes.fields\" is not a valid path"),

        // proto2: required fields, groups, defaults.
        ("old.OldService/CreateThing", """{"id": "a", "stock": 3, "box": {"label": "l", "width": 2}, "part": [{"name": "p"}], "size": "SIZE_SMALL"}""",
            """{"id":"a","stock":3,"box":{"width":2,"label":"l"},"part":[{"name":"p"}],"size":"SIZE_SMALL"}"""),
        ("old.OldService/UpdateThing", """{"thing": {"id": "a", "stock": 0}, "paths": ["stock", "size", "box.width"]}""",
            """{"id":"a","stock":0,"box":{"label":"l"},"part":[{"name":"p"}]}"""),
        ("old.OldService/ListThings", """{"size": "SIZE_LARGE"}""", "{}"),
        ("old.OldService/ListThings", """{"min_stock": 0, "order_by": "size, stock desc"}""", """{"things":[{"id":"a","stock":0,"box":{"label":"l"},"part":[{"name":"p"}]}]}"""),

        // One name in two packages.
        ("alpha.v1.ThingService/CreateThing", """{"thing_id": "z"}""", """{"id":"z"}"""),
        ("beta.v1.ThingService/CreateThing", """{"thing": {"id": 5, "thing": {"id": "z"}}}""", """{"id":5,"thing":{"id":"z"}}"""),
        ("alpha.v1.ThingService/GetThing", """{"thing_id": "5"}""", "alpha.v1.Thing \"5\" does not exist"),
        ("beta.v1.ThingService/ListThings", "{}", """{"things":[{"id":5,"thing":{"id":"z"}}]}"""),

        // Ambiguous nouns and keys; a resource without a pattern.
        ("ambiguous.v1.AmbiguousService/GetCoin", """{"id": "a"}""", "ambiguous.v1.AmbiguousService/GetCoin has no implementation"),
        ("ambiguous.v1.AmbiguousService/ListNews", "{}", "{}"),
        ("ambiguous.v1.AmbiguousService/ListSheeps", "{}", "{}"),
        ("ambiguous.v1.AmbiguousService/CreateSign", """{"sign_id": "any key at all", "sign": {"text": "t"}}""", """{"name":"any key at all","text":"t"}"""),

        // Two hundred methods, six hundred fields.
        ("wide.v1.WideService/CreateWide", """{"id": "w", "field_10": "ten", "field_600": "last"}""", """{"id":"w","field10":"ten","field600":"last"}"""),
        ("wide.v1.WideService/GetWide", """{"wide_id": "w", "fields": ["field_600"]}""", """{"field600":"last"}"""),
        ("wide.v1.WideService/GetPart196", """{"id": "x"}""", "wide.v1.Part196 \"x\" does not exist"),
    ];

    /// <summary>A service of 200 methods, about a message of 600 fields and many small ones.</summary>
    private static string Wide()
    {
        string[] types = ["string", "int32", "double", "bool", "bytes", "repeated string", "optional int64", "Part1", "map<string, Part2>", "repeated Part3"];
        var (methods, messages, fields) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
        for (var part = 0; part < 197; part++)
        {
            methods.AppendLine(CultureInfo.InvariantCulture, $"  rpc GetPart{part}(GetPart{part}Request) returns (Part{part});");
            messages.AppendLine(CultureInfo.InvariantCulture, $"message Part{part} {{ string id = 1; }}\nmessage GetPart{part}Request {{ string id = 1; }}");
        }

        for (var field = 2; field <= 600; field++)
        {
            fields.AppendLine(CultureInfo.InvariantCulture, $"  {types[field % types.Length]} field_{field} = {field};");
        }

        return $$"""
            syntax = "proto3";
            package wide.v1;
            service WideService {
              rpc CreateWide(Wide) returns (Wide);
              rpc GetWide(GetWideRequest) returns (Wide);
              rpc ListWides(Wide) returns (ListWidesResponse);
            {{methods}}
            }
            message Wide {
              string id = 1;
            {{fields}}
            }
            message GetWideRequest { string wide_id = 1; repeated string fields = 2; }
            message ListWidesResponse { repeated Wide wides = 1; }
            {{messages}}
            """;
    }
}
