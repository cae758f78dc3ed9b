using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Grpc.Service.Sdk.EndToEnd.Vectors;

/// <summary>How a call ended, in the words of the vectors.</summary>
internal static class VectorOutcomes
{
    /// <summary>The name of the server's project, in kebab-case.</summary>
    private const string Domain = "vectors";

    // A refusal without an answer comes as one block of headers, with those of HTTP among them.
    private static readonly string[] s_notTrailers = ["grpc-status", "grpc-message", "grpc-status-details-bin", "content-type", "content-length", "date", "server"];

    /// <summary>What a step says of a call's end, written out.</summary>
    public static JsonObject Expected(JsonObject step) => new()
    {
        ["responses"] = step["responses"]?.DeepClone() ?? new JsonArray(),
        ["code"] = step["code"]?.DeepClone() ?? "OK",
        ["message"] = step["message"]?.DeepClone() ?? "",
        ["reason"] = step["reason"]?.DeepClone() ?? "",
        ["info"] = step["info"]?.DeepClone() ?? new JsonObject(),
        ["violations"] = step["violations"]?.DeepClone() ?? new JsonArray(),
        ["resource"] = step["resource"]?.DeepClone() ?? new JsonArray(),
        ["trailers"] = step["trailers"]?.DeepClone() ?? new JsonObject(),
    };

    public static JsonObject Actual(IEnumerable<JsonNode> answers, Grpc.Core.Status status, Metadata trailers)
    {
        var (reason, typed) = Details(trailers);
        return new()
        {
            ["responses"] = new JsonArray([.. answers]),
            ["code"] = Code(status.StatusCode),
            ["message"] = status.Detail,
            ["reason"] = reason.Reason,
            ["info"] = new JsonObject(reason.Metadata.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
            ["violations"] = Violations(typed),
            ["resource"] = Resource(typed),
            ["trailers"] = new JsonObject(trailers
                .Where(trailer => !s_notTrailers.Contains(trailer.Key))
                .Select(trailer => KeyValuePair.Create(trailer.Key, (JsonNode?)trailer.Value))),
        };
    }

    /// <summary>The ErrorInfo, which is the first detail, and the one after it.</summary>
    private static (ErrorInfo Reason, Any? Typed) Details(Metadata trailers)
    {
        if (trailers.GetValueBytes("grpc-status-details-bin") is not { } bytes)
        {
            return (new ErrorInfo(), null);
        }

        Assert.True(bytes.Length <= 4096, $"the status has {bytes.Length} bytes");
        var details = Google.Rpc.Status.Parser.ParseFrom(bytes).Details;
        Assert.InRange(details.Count, 1, 2);
        var reason = details[0].Unpack<ErrorInfo>();
        Assert.Equal(Domain, reason.Domain);
        return (reason, details.Skip(1).SingleOrDefault());
    }

    private static JsonArray Violations(Any? detail) => detail is null || !detail.TryUnpack<BadRequest>(out var request)
        ? []
        : [.. request.FieldViolations.Select(violation => new JsonArray(violation.Field, violation.Description))];

    private static JsonArray Resource(Any? detail) => detail is null || !detail.TryUnpack<ResourceInfo>(out var resource)
        ? []
        : [resource.ResourceType, resource.ResourceName];

    private static string Code(StatusCode code) => CodeReflection.Descriptor.EnumTypes[0].FindValueByNumber((int)code).Name;
}
