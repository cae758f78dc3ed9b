using System.Text.Json;
using System.Text.Json.Nodes;

namespace GrpcServiceTemplate.Tests;

/// <summary>The schema that editors read and what the service takes are one: the same keys, defaults and bounds.</summary>
public sealed class ConfigSchemaTests
{
    private static readonly Dictionary<string, JsonNode> s_schema = Settings(ReadSchema(), "").ToDictionary(setting => setting.Key, setting => setting.Schema);

    public static TheoryData<string> Keys => [.. s_schema.Keys];

    [Fact]
    public void Keys_AreThoseOfTheService() => Assert.Equal(
        ConfigSetting.AllOf(new ServiceConfig()).Select(setting => setting.Key).Order(StringComparer.Ordinal), s_schema.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Keys))]
    public void Default_IsWhatTheServiceHasWithoutTheKey(string key)
    {
        var config = new ServiceConfig();

        Assert.Null(Take(config, key, s_schema[key]["default"]!));

        Assert.Equal(JsonSerializer.Serialize(new ServiceConfig()), JsonSerializer.Serialize(config));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Bounds_AreThoseOfTheService(string key)
    {
        foreach (var (value, fits) in Edges(s_schema[key]))
        {
            var problem = Take(new ServiceConfig(), key, value);
            Assert.True(fits == problem is null, $"{key}: {value?.ToJsonString() ?? "null"}: {problem ?? "was taken"}");
        }
    }

    /// <summary>Values on both sides of each bound.</summary>
    private static IEnumerable<(JsonNode? Value, bool Fits)> Edges(JsonNode schema)
    {
        yield return (null, false);
        foreach (var word in schema["enum"]?.AsArray() ?? [])
        {
            yield return (word!.DeepClone(), true);
        }

        if (schema["enum"] is not null)
        {
            yield return ("something else", false);
        }

        if (schema["minimum"] is { } minimum)
        {
            yield return (minimum.DeepClone(), true);
            yield return ((decimal)minimum - 0.001m, false);
            yield return ((decimal)minimum - 1, false);
        }

        if (schema["maximum"] is { } maximum)
        {
            yield return (maximum.DeepClone(), true);
            yield return ((decimal)maximum + 1, false);
        }

        if ((string?)schema["type"] == "integer")
        {
            yield return (1.5, false);
        }

        if (schema["minLength"] is not null || (string?)schema["pattern"] is { } pattern && !pattern.EndsWith("?$", StringComparison.Ordinal))
        {
            yield return ("", false);
        }

        if ((string?)schema["pattern"] is { } duration && duration.EndsWith("(ms|s|m|h)$", StringComparison.Ordinal))
        {
            var mayBeOff = !duration.StartsWith("^(?=", StringComparison.Ordinal);
            foreach (var (value, fits) in ((string, bool)[])[("0s", mayBeOff), ("0.0ms", mayBeOff), ("15s", true), ("1.5h", true), ("15", false), ("s", false), ("-1s", false), ("1 m", false)])
            {
                yield return (value, fits);
            }
        }

        foreach (var wrong in Enumerable.Except(["string", "boolean", "array", "object", "number"], [(string?)schema["type"] == "integer" ? "number" : (string)schema["type"]!]))
        {
            yield return (wrong switch { "string" => "1", "boolean" => true, "array" => new JsonArray(), "object" => new JsonObject(), _ => 1 }, false);
        }

        if ((string?)schema["type"] == "array")
        {
            yield return (new JsonArray(), schema["minItems"] is null);
            foreach (var (value, fits) in Edges(schema["items"]!).Where(edge => (string?)schema["items"]!["type"] != "object" || edge.Value is not JsonObject))
            {
                yield return (new JsonArray(value?.DeepClone()), fits);
            }
        }
    }

    /// <returns>What is wrong with the value; null when it was taken.</returns>
    private static string? Take(ServiceConfig config, string key, JsonNode? value)
    {
        try
        {
            var json = JsonDocument.Parse(value?.ToJsonString() ?? "null").RootElement;
            ConfigSetting.AllOf(config).Single(setting => setting.Key == key).Take(ConfigValue.OfJson("schema", key, json));
            return null;
        }
        catch (ConfigurationException exception)
        {
            return exception.Message;
        }
    }

    private static IEnumerable<(string Key, JsonNode Schema)> Settings(JsonNode schema, string prefix) =>
        from property in schema["properties"]!.AsObject()
        where property.Key != "$schema"
        from setting in property.Value!["properties"] is null ? [(prefix + property.Key, property.Value!)] : Settings(property.Value!, prefix + property.Key + ".")
        select setting;

    private static JsonNode ReadSchema()
    {
        var template = File.ReadAllText(Path.Combine(Checkout.Root, "src", "Sdk", "templates", "config", "service.schema.json.scriban"));
        return JsonNode.Parse(template.Replace("{{ project.name | kebab }}", ServiceIdentity.Name, StringComparison.Ordinal))!;
    }
}
