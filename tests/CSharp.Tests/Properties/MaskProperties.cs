using System.Text.Json.Nodes;
using CsCheck;
using Google.Protobuf;
using GrpcServiceTemplate.Rules;
using Notes.V1;

namespace GrpcServiceTemplate.Tests.Properties;

/// <summary>
/// Masks against a slow reference that knows nothing of descriptors: messages as JSON, in which what is not set is not
/// there, and the words of the semantics.
/// </summary>
public sealed class MaskProperties
{
    private static readonly JsonFormatter s_json = new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true));

    private static readonly Gen<string[]> s_paths = Gen.OneOf(
        "title", "tags", "others", "named", "rank", "text", "drawn", "drawn.font", "drawn.base.font",
        "style", "style.font", "style.base", "style.base.font", "style.base.base", "style.base.base.font", "style.base.base.base").Array[1, 4];

    private static readonly string[] s_body = ["text", "drawn"];

    [Fact]
    public void ReadMask_KeepsExactlyWhatIsNamed() => Gen.Select(Samples.Note, s_paths).Sample(
        (note, paths) =>
        {
            var expected = Kept(Json(note), paths);
            Assert.Equal(expected.ToJsonString(), Json(ReadMask.Parse("mask", paths, Note.Descriptor).Apply(note.Clone())).ToJsonString());
        },
        time: Samples.Seconds);

    [Fact]
    public void UpdateMask_ChangesExactlyWhatIsNamed() => Gen.Select(Samples.Note, Samples.Note, s_paths).Sample(
        (present, sent, paths) =>
        {
            var (before, given) = (Json(present).ToJsonString(), Json(sent).ToJsonString());
            var expected = Json(present);
            foreach (var path in paths)
            {
                Change(expected, Json(sent), path.Split('.'));
            }

            var changed = UpdateMask.Parse("mask", paths, Note.Descriptor).Apply(NotesDefaults.Stored, present, sent);
            Assert.True(JsonNode.DeepEquals(expected, Json(changed)), $"expected {expected.ToJsonString()}, got {Json(changed).ToJsonString()}");
            Assert.Equal((before, given), (Json(present).ToJsonString(), Json(sent).ToJsonString()));
        },
        time: Samples.Seconds);

    [Fact]
    public void UpdateWithoutPaths_IsAMaskOfWhatWasSent() => Gen.Select(Samples.Note, Samples.Note).Sample(
        (present, sent) =>
        {
            var named = Json(sent).Select(field => field.Key).ToArray();
            var expected = UpdateMask.Parse("mask", named, Note.Descriptor).Apply(NotesDefaults.Stored, present, sent);
            Assert.Equal(expected, UpdateMask.Parse("mask", [], Note.Descriptor).Apply(NotesDefaults.Stored, present, sent));
            Assert.Equal(sent, UpdateMask.Whole.Apply(NotesDefaults.Stored, present, sent));
        },
        time: Samples.Seconds);

    private static JsonObject Kept(JsonObject message, string[] paths)
    {
        var kept = new JsonObject();
        foreach (var (name, value) in message)
        {
            if (paths.Contains(name))
            {
                kept[name] = value!.DeepClone();
            }
            else if (paths.Where(path => path.StartsWith(name + ".", StringComparison.Ordinal)).Select(path => path[(name.Length + 1)..]).ToArray() is [_, ..] inner)
            {
                kept[name] = Kept(value!.AsObject(), inner);
            }
        }

        return kept;
    }

    /// <summary>Clears what a path names where the request lacks a message on the way; else sets it, and makes that way.</summary>
    private static void Change(JsonObject target, JsonObject sent, string[] path)
    {
        if (path[..^1].Aggregate((JsonObject?)sent, (way, name) => way?[name] as JsonObject) is null)
        {
            Remove(target, path);
        }
        else
        {
            Set(target, sent, path);
        }
    }

    private static void Set(JsonObject target, JsonObject sent, string[] path)
    {
        var (name, rest) = (path[0], path[1..]);
        if (sent[name] is not { } given)
        {
            target.Remove(name);
            return;
        }

        if (s_body.Contains(name))
        {
            target.Remove(s_body.Single(member => member != name));
        }

        if (rest.Length == 0)
        {
            target[name] = given.DeepClone();
            return;
        }

        target[name] ??= new JsonObject();
        Set(target[name]!.AsObject(), given.AsObject(), rest);
    }

    private static void Remove(JsonObject target, string[] path)
    {
        if (path.Length == 1)
        {
            target.Remove(path[0]);
        }
        else if (target[path[0]] is JsonObject inner)
        {
            Remove(inner, path[1..]);
        }
    }

    private static JsonObject Json(Note note) => JsonNode.Parse(s_json.Format(note))!.AsObject();
}
