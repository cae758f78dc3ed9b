using System.Globalization;
using System.Text;
using System.Text.Json;
using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Modeling;
using Grpc.Service.Sdk.Rendering;
using Grpc.Service.Sdk.Tests.Documentation;

namespace Grpc.Service.Sdk.Tests.Rendering;

public sealed class ServiceConfigTests
{
    private const string Shop = """
        syntax = "proto3";
        package shop.v1;
        service Shop {
          rpc GetItem(GetItemRequest) returns (Item);
          rpc ListItems(ListItemsRequest) returns (stream Item);
          rpc CreateItem(CreateItemRequest) returns (Item);
          rpc DeleteItem(GetItemRequest) returns (Item);
          rpc WatchItems(ListItemsRequest) returns (stream Item);
          rpc ImportItems(stream Item) returns (Summary);
          rpc Price(GetItemRequest) returns (Item) { option idempotency_level = NO_SIDE_EFFECTS; }
          rpc Order(GetItemRequest) returns (Item);
        }
        message Item { string id = 1; }
        message GetItemRequest { string item_id = 1; }
        message ListItemsRequest {}
        message CreateItemRequest { Item item = 1; string request_id = 2; }
        message Summary { int32 total = 1; }
        """;

    [Fact]
    public void Methods_AreRetried_ByTheirPlan_TheirIdempotency_OrTheirRequestId()
    {
        var methods = Docs.Contract(("shop/v1/shop.proto", Shop)).Services.Single().Methods;

        Assert.Equal(["GetItem", "ListItems", "WatchItems", "Price"], methods.Where(method => method.Retry == MethodRetry.Always).Select(method => method.Name));
        Assert.Equal(["CreateItem"], methods.Where(method => method.Retry == MethodRetry.ByRequestId).Select(method => method.Name));
    }

    [Fact]
    public void Config_NamesEachMethodOnce_WithItsDeadlineAndItsRetries()
    {
        using var config = JsonDocument.Parse(Render(Docs.Contract(("shop/v1/shop.proto", Shop)))!);
        Assert.Equal("""[{"round_robin":{}}]""", Text(config.RootElement.GetProperty("loadBalancingConfig")));
        Assert.Equal("", config.RootElement.GetProperty("healthCheckConfig").GetProperty("serviceName").GetString());
        var entries = config.RootElement.GetProperty("methodConfig").EnumerateArray().ToArray();
        Assert.Equal(
            ["GetItem Price", "ListItems WatchItems", "CreateItem DeleteItem Order", "ImportItems"],
            entries.Select(entry => string.Join(' ', entry.GetProperty("name").EnumerateArray().Select(name => name.GetProperty("method").GetString()))));
        Assert.All(entries.SelectMany(entry => entry.GetProperty("name").EnumerateArray()), name => Assert.Equal("shop.v1.Shop", name.GetProperty("service").GetString()));
        Assert.Equal([true, false, true, false], entries.Select(entry => entry.TryGetProperty("timeout", out _)));
        Assert.Equal([true, true, false, false], entries.Select(entry => entry.TryGetProperty("retryPolicy", out _)));
        Assert.All(entries, entry => Assert.False(entry.GetProperty("waitForReady").GetBoolean()));
    }

    [Fact]
    public void Config_OfAContractWithoutMethods_IsNotWritten()
    {
        Assert.Null(Render(Docs.Contract(("shop/v1/shop.proto", """syntax = "proto3"; package shop.v1; message Item {}"""))));
        Assert.Null(Render(Docs.Contract(("shop/v1/shop.proto", """syntax = "proto3"; package shop.v1; service Shop {}"""))));
    }

    [Fact]
    public void Config_OfAContractWithManyMethods_HasThemAll()
    {
        var methods = string.Concat(Enumerable.Range(0, 200).Select(number => string.Create(CultureInfo.InvariantCulture, $"rpc Do{number}(M) returns (M); ")));
        using var config = JsonDocument.Parse(Render(Docs.Contract(("a/v1/a.proto", $"syntax = \"proto3\"; package a.v1; service S {{ {methods} }} message M {{}}")))!);
        Assert.Equal(200, Assert.Single(config.RootElement.GetProperty("methodConfig").EnumerateArray()).GetProperty("name").GetArrayLength());
    }

    private static string? Render(Contract contract)
    {
        var set = TemplateSet.Read(Path.Combine(Checkout.Root, "src", "Sdk", "templates", "service-config"));
        var files = new TemplateRenderer(set, new ServiceConfigMethods(), null).Render(contract, new RenderProject("Shop", "", true, "1.0.0")).ToArray();
        Assert.All(files, file => Assert.Equal("config/grpc-service-config.json", file.Path));
        return files is [var only] ? Encoding.UTF8.GetString(only.Content.Span) : null;
    }

    private static string Text(JsonElement element) => JsonSerializer.Serialize(element);
}
