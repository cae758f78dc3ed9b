using System.Text.Json;
using System.Text.RegularExpressions;

namespace Grpc.Service.Sdk.Targets;

/// <summary>An old contract is taken in once: what it has is accepted by rule and element, what is new is told.</summary>
[Collection(SdkFolder.Collection)]
public sealed partial class LintSuppressionTests(SdkFolder sdk)
{
    private const string File = "lint-suppressions.json";
    private const string Proto = "proto/old/shop.proto";

    /// <summary>Against a rule in every kind of place.</summary>
    private const string Old = """
        syntax = "proto3";

        package shop;

        import "google/protobuf/any.proto";

        message thing { string badName = 1; oneof OneThing { string InOneof = 2; } message inner { string AlsoBad = 1; } map<string, string> TheMap = 3; }

        enum Color {
          RED = 0;
          GREEN = 1;
        }

        service Things {
          rpc getThing(thing) returns (thing);
        }

        """;

    [Fact]
    public void Accept_OldContract_IsQuietUntilSomethingNewComes()
    {
        using var creator = ProjectCreator.Create(sdk).Property("TreatWarningsAsErrors", "true").File(Proto, Old);
        Assert.NotEmpty(creator.Build("GrpcGenerate").Log.Errors);

        creator.Property("GrpcAcceptReason", "from before").Property("GrpcAcceptOwner", "us");
        var (accepted, answer, _) = creator.Build("GrpcAcceptLint");
        Assert.True(accepted, string.Join('\n', answer.Errors));
        Assert.Contains(answer.Messages, text => text.StartsWith(File, StringComparison.Ordinal));
        Assert.Equal(
            [
                "ENUM_VALUE_PREFIX shop.Color.GREEN", "ENUM_VALUE_PREFIX shop.Color.RED", "ENUM_ZERO_VALUE_SUFFIX shop.Color.RED",
                "FIELD_LOWER_SNAKE_CASE shop.thing.InOneof", "FIELD_LOWER_SNAKE_CASE shop.thing.TheMap", "FIELD_LOWER_SNAKE_CASE shop.thing.badName",
                "FIELD_LOWER_SNAKE_CASE shop.thing.inner.AlsoBad", "IMPORT_USED old/shop.proto", "MESSAGE_PASCAL_CASE shop.thing", "MESSAGE_PASCAL_CASE shop.thing.inner",
                "ONEOF_LOWER_SNAKE_CASE shop.thing.OneThing", "PACKAGE_DIRECTORY_MATCH shop", "PACKAGE_VERSION_SUFFIX shop",
                "RPC_PASCAL_CASE shop.Things.getThing", "SERVICE_SUFFIX shop.Things",
            ],
            Entries(creator).Select(entry => $"{entry.Rule} {entry.Element}").Order(StringComparer.Ordinal));
        Assert.All(Entries(creator), entry => Assert.Equal(("from before", "us"), (entry.Reason, entry.Owner)));
        Assert.Empty(Generate(creator));

        // A nested message goes: its two entries hold for nothing.
        creator.File(Proto, Old.Replace("message inner { string AlsoBad = 1; }", "", StringComparison.Ordinal));
        Assert.Equal(["message GRPC3067", "message GRPC3067"], Generate(creator));

        // Lines move.
        creator.File(Proto, Old.Replace("\nenum Color {", "\n\n\nenum Color {", StringComparison.Ordinal).Replace("; ", ";\n  ", StringComparison.Ordinal));
        Assert.Empty(Generate(creator));

        // The same rule, somewhere else.
        creator.File("proto/old/more.proto", "syntax = \"proto3\";\n\npackage shop;\n\nmessage More {\n  string newBad = 1;\n}\n");
        Assert.Equal(["error FIELD_LOWER_SNAKE_CASE"], Generate(creator));
        creator.File("proto/old/more.proto", "syntax = \"proto3\";\n\npackage shop;\n\nmessage More {\n  string new_bad = 1;\n}\n");

        // What is gone is told, and goes.
        creator.File(Proto, Old.Replace("  GREEN = 1;\n", "", StringComparison.Ordinal));
        Assert.Equal(["message GRPC3067"], Generate(creator));
        Assert.Equal(["message GRPC3067"], Generate(creator));
        Assert.True(creator.Build("GrpcPruneSuppressions").Succeeded);
        Assert.DoesNotContain(Entries(creator), entry => entry.Element.EndsWith("GREEN", StringComparison.Ordinal));
        Assert.Equal(14, Entries(creator).Count);
        Assert.Empty(Generate(creator));
    }

    [Fact]
    public void Entries_ThatExpiredOrAreFaulty_AreTold()
    {
        using var creator = ProjectCreator.Create(sdk).File("proto/shop/v1/shop.proto", "syntax = \"proto3\";\n\npackage shop.v1;\n\nmessage Thing {\n  string badName = 1;\n}\n");
        const string Entry = """{"rule": "FIELD_LOWER_SNAKE_CASE", "element": "shop.v1.Thing.badName", "reason": "r", "owner": "o", "expires": "DATE"}""";

        creator.File(File, $"[{Entry.Replace("DATE", "2099-01-01", StringComparison.Ordinal)}]");
        Assert.Empty(Generate(creator));

        creator.File(File, $"[{Entry.Replace("DATE", "2001-01-01", StringComparison.Ordinal)}]");
        Assert.Equal(["warning FIELD_LOWER_SNAKE_CASE", "warning GRPC3066"], Generate(creator));
        Assert.True(creator.Build("GrpcAcceptLint").Succeeded);
        Assert.Empty(Generate(creator));

        creator.File(File, "[{\"rule\": \"FIELD_LOWER_SNAKE_CASE\"}]");
        Assert.Equal(["error GRPC3062", "error GRPC3062", "error GRPC3062", "warning FIELD_LOWER_SNAKE_CASE"], Generate(creator));
        Assert.False(creator.Build("GrpcAcceptLint").Succeeded);
    }

    /// <summary>Each finding, with what it was told as.</summary>
    private static IEnumerable<string> Generate(ProjectCreator creator)
    {
        var (_, log, _) = creator.Build("GrpcGenerate");
        return log.Errors.Select(text => "error " + Code(text))
            .Concat(log.Warnings.Select(text => "warning " + Code(text)))
            .Concat(log.Messages.Where(text => Stale().IsMatch(text)).Select(_ => "message GRPC3067"))
            .Order(StringComparer.Ordinal);
    }

    private static string Code(string text) => text[..text.IndexOf(':', StringComparison.Ordinal)];

    private static IReadOnlyList<(string Rule, string Element, string Reason, string Owner)> Entries(ProjectCreator creator)
    {
        using var json = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(creator.Folder, File)));
        return [.. json.RootElement.EnumerateArray().Select(entry => (Text(entry, "rule"), Text(entry, "element"), Text(entry, "reason"), Text(entry, "owner")))];

        static string Text(JsonElement entry, string name) => entry.GetProperty(name).GetString()!;
    }

    [GeneratedRegex("' is accepted for \\w+, and lint finds nothing there any more")]
    private static partial Regex Stale();
}
