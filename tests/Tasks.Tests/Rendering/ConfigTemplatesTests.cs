using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grpc.Service.Sdk.Modeling;
using Grpc.Service.Sdk.Rendering;
using Json.Schema;

namespace Grpc.Service.Sdk.Tests.Rendering;

/// <summary>service.json and its schema, held against each other.</summary>
public sealed class ConfigTemplatesTests
{
    private static readonly ConfigTemplates s_templates = new(Path.Combine(Checkout.Root, "src", "Sdk", "templates", "config"), null);
    private static readonly string s_schemaText = RenderSchema();
    private static readonly JsonSchema s_schema = JsonSchema.FromText(s_schemaText);

    [Theory]
    [InlineData(true, "mutual", "certificate")]
    [InlineData(false, "off", "none")]
    public void ServiceJson_IsValidAndAsFormattersWriteIt(bool tls, string mode, string auth)
    {
        var text = ServiceJson(tls);
        var json = JsonNode.Parse(text)!;

        Assert.True(IsValid(json));
        Assert.Equal("../generated/config/service.schema.json", (string?)json["$schema"]);
        Assert.Equal("my-shop", (string?)json["service"]!["name"]);
        Assert.Equal((mode, mode, auth), ((string?)json["tls"]!["mode"], (string?)json["client"]!["tls"]!["mode"], (string?)json["auth"]!["mode"]));
        Assert.Equal(json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }).ReplaceLineEndings("\n") + "\n", text);
    }

    [Fact]
    public void ServiceJson_HasEveryOptionOfTheServersAndClientsThatPeopleKnow()
    {
        var written = Leaves(JsonNode.Parse(ServiceJson(tls: true))!, "").Select(leaf => leaf.Key).ToArray();

        Assert.Superset(
            new HashSet<string>
            {
                "server.maxConcurrentStreams", "server.maxReceiveMessageSize", "server.maxConnectionIdle",
                "server.keepaliveTime", "server.keepaliveTimeout", "server.keepaliveMinTime", "server.keepalivePermitWithoutStream",
                "client.loadBalancing", "client.waitForReady", "client.retry.maxAttempts", "client.keepaliveTime", "client.keepaliveTimeout",
            },
            written.ToHashSet());
    }

    [Fact]
    public void ServiceJson_WithTls_SaysTheDefaults()
    {
        var defaults = Settings().Where(setting => setting.Schema["default"] is not null).ToDictionary(setting => setting.Key, setting => setting.Schema["default"]!.ToJsonString());

        Assert.All(
            Leaves(JsonNode.Parse(ServiceJson(tls: true))!, "").Where(leaf => leaf.Key != "$schema"),
            leaf => Assert.Equal((leaf.Key, defaults.GetValueOrDefault(leaf.Key)), (leaf.Key, leaf.Value)));
    }

    [Fact]
    public void Schema_SaysOfEveryKeyWhatItDoesAndWhatItIsWithoutIt()
    {
        var settings = Settings().ToArray();

        Assert.Equal(75, settings.Length);
        Assert.All(settings, setting =>
        {
            Assert.True(setting.Schema["default"] is not null, setting.Key);
            Assert.True(setting.Schema["type"] is not null, setting.Key);
            Assert.Matches(@"^[a-zA-Z].+\.$", (string?)setting.Schema["description"]);
        });
        Assert.All(Objects(JsonNode.Parse(s_schemaText)!), item => Assert.True(item["propertyNames"] is not null || !(bool)item["additionalProperties"]!));
    }

    [Fact]
    public void Schema_ItsOwnDefaultsAreValid() => Assert.All(Settings(), setting => Assert.True(IsValid(With(setting.Key, setting.Schema["default"])), setting.Key));

    [Theory]
    [InlineData("server.adress", "\"127.0.0.1:1\"")]
    [InlineData("sever", "{}")]
    [InlineData("server.address", "\"localhost\"")]
    [InlineData("server.maxConcurrentStreams", "\"many\"")]
    [InlineData("server.maxConcurrentStreams", "0")]
    [InlineData("server.maxConcurrentStreams", "2147483648")]
    [InlineData("server.maxReceiveMessageSize", "4.5")]
    [InlineData("server.keepaliveTime", "\"2 minutes\"")]
    [InlineData("server.keepaliveTime", "120")]
    [InlineData("server.reflection", "\"true\"")]
    [InlineData("tls.mode", "\"on\"")]
    [InlineData("tls.minVersion", "1.2")]
    [InlineData("tls.minVersion", "\"1.1\"")]
    [InlineData("auth.mode", "\"basic\"")]
    [InlineData("auth.rules", "[{\"identities\": [\"cn:a\"]}]")]
    [InlineData("auth.rules", "[{\"methods\": [\"shop.v1.Shop\"]}]")]
    [InlineData("auth.jwt.issuers", "[{\"issuer\": \"https://a\", \"jwksFile\": \"a.json\"}]")]
    [InlineData("auth.jwt.issuers", "[{\"issuer\": \"https://a\", \"audiences\": [\"shop\"]}]")]
    [InlineData("auth.jwt.issuers", "[{\"issuer\": \"a\", \"audiences\": [\"shop\"], \"jwksFile\": \"a.json\", \"jwksUrl\": \"https://a\"}]")]
    [InlineData("auth.jwt.issuers", "[{\"issuer\": \"a\", \"audiences\": [\"shop\"], \"jwksUrl\": \"http://a\"}]")]
    [InlineData("auth.jwt.issuers", "[{\"issuer\": \"a\", \"audiences\": [\"shop\"], \"jwksFile\": \"a\", \"algorithms\": [\"HS256\"]}]")]
    [InlineData("limits.rate.perSecond", "-1")]
    [InlineData("limits.rate.key", "[\"name\"]")]
    [InlineData("deadlines.methods", "{\"Get\": \"1s\"}")]
    [InlineData("deadlines.methods", "{\"shop.v1.Shop/Get\": 1}")]
    [InlineData("telemetry.sampleRatio", "1.1")]
    [InlineData("client.loadBalancing", "\"grpclb\"")]
    [InlineData("client.retry.maxAttempts", "6")]
    public void Schema_WrongKeyOrValue_IsRefused(string key, string value) => Assert.False(IsValid(With(key, JsonNode.Parse(value))));

    [Theory]
    [InlineData("server.address", "\"[::1]:0\"")]
    [InlineData("server.address", "\"*:443\"")]
    [InlineData("server.healthAddress", "\"127.0.0.1:8080\"")]
    [InlineData("server.keepaliveTime", "\"0s\"")]
    [InlineData("server.keepaliveTime", "\"1.5h\"")]
    [InlineData("auth.rules", "[{\"methods\": [\"*\"]}, {\"methods\": [\"shop.v1.Shop/*\", \"shop.v1.Shop/Get\"], \"identities\": [\"cn:a\"], \"scopes\": [\"read\"]}]")]
    [InlineData("auth.jwt.issuers", "[{\"issuer\": \"a\", \"audiences\": [\"shop\"], \"jwksUrl\": \"https://a/keys\", \"algorithms\": [\"ES256\"]}]")]
    [InlineData("deadlines.methods", "{\"shop.v1.Shop/Get\": \"0s\"}")]
    [InlineData("client.addresses", "[\"a:1\", \"10.0.0.1:2\"]")]
    public void Schema_GoodValue_IsTaken(string key, string value) => Assert.True(IsValid(With(key, JsonNode.Parse(value))));

    private static string ServiceJson(bool tls) => Encoding.UTF8.GetString(s_templates.ServiceJson("my-shop", "../generated/config/service.schema.json", tls));

    private static string RenderSchema()
    {
        var contract = new Contract([new ProtoPackage("shop.v1")]);
        var file = Assert.Single(s_templates.Published(contract, new RenderProject("MyShop", "", false, "1.0.0")));
        Assert.Equal("config/service.schema.json", file.Path);
        return Encoding.UTF8.GetString(file.Content.Span);
    }

    private static bool IsValid(JsonNode json) => s_schema.Evaluate(JsonDocument.Parse(json.ToJsonString()).RootElement).IsValid;

    /// <summary>A file with one key alone.</summary>
    private static JsonNode With(string key, JsonNode? value) =>
        key.Split('.').Reverse().Aggregate(value?.DeepClone(), (inner, name) => new JsonObject { [name] = inner })!;

    /// <summary>Every key that has a value of its own, with its part of the schema.</summary>
    private static IEnumerable<(string Key, JsonNode Schema)> Settings() => Settings(JsonNode.Parse(s_schemaText)!, "");

    private static IEnumerable<(string Key, JsonNode Schema)> Settings(JsonNode schema, string prefix) =>
        from property in schema["properties"]!.AsObject()
        where property.Key != "$schema"
        from setting in property.Value!["properties"] is null ? [(prefix + property.Key, property.Value!)] : Settings(property.Value!, prefix + property.Key + ".")
        select setting;

    private static IEnumerable<JsonNode> Objects(JsonNode schema) => schema switch
    {
        JsonObject item => item.SelectMany(property => property.Value is null ? [] : Objects(property.Value)).Concat(item["type"] is JsonValue type && type.ToString() == "object" ? [item] : []),
        JsonArray items => items.SelectMany(item => Objects(item!)),
        _ => [],
    };

    private static IEnumerable<(string Key, string Value)> Leaves(JsonNode json, string prefix) =>
        from property in json.AsObject()
        from leaf in property.Value is JsonObject inner ? Leaves(inner, prefix + property.Key + ".") : [(prefix + property.Key, property.Value!.ToJsonString())]
        select leaf;
}
