using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Grpc.Core;

namespace GrpcServiceTemplate.Tests.Clients;

/// <summary>gRPC's service config, as other languages read it, says what the C# client makes of the defaults.</summary>
public sealed partial class ServiceConfigFileTests
{
    [Theory]
    [InlineData("ecommerce")]
    [InlineData("library")]
    [InlineData("writes")]
    public void File_SaysWhatTheClientDoes(string golden)
    {
        using var file = JsonDocument.Parse(Read(golden, "config/grpc-service-config.json"));
        var config = new ClientSection();
        var ours = ClientServiceConfig.Of(config, [.. Method().Matches(Read(golden, "csharp/Client/ContractMethods.cs"))
            .Select(match => new RetryableMethod(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Success))]);
        var root = file.RootElement;
        Assert.Equal((ours.RetryThrottling!.MaxTokens, ours.RetryThrottling.TokenRatio), (root.GetProperty("retryThrottling").GetProperty("maxTokens").GetInt32(), root.GetProperty("retryThrottling").GetProperty("tokenRatio").GetDouble()));
        Assert.Equal(ours.LoadBalancingConfigs.Single().PolicyName, root.GetProperty("loadBalancingConfig")[0].EnumerateObject().Single().Name);

        var entries = root.GetProperty("methodConfig").EnumerateArray().ToArray();
        var expected = ours.MethodConfigs.Single();
        var retried = entries.Where(entry => entry.TryGetProperty("retryPolicy", out _)).ToArray();
        Assert.Equal(
            expected.Names.Select(name => $"{name.Service}/{name.Method}").Order(StringComparer.Ordinal),
            retried.SelectMany(entry => entry.GetProperty("name").EnumerateArray()).Select(name => $"{name.GetProperty("service")}/{name.GetProperty("method")}").Order(StringComparer.Ordinal));
        Assert.All(retried.Select(entry => entry.GetProperty("retryPolicy")), policy =>
        {
            Assert.Equal(expected.RetryPolicy!.MaxAttempts, policy.GetProperty("maxAttempts").GetInt32());
            Assert.Equal(expected.RetryPolicy.InitialBackoff, Duration(policy.GetProperty("initialBackoff")));
            Assert.Equal(expected.RetryPolicy.MaxBackoff, Duration(policy.GetProperty("maxBackoff")));
            Assert.Equal(expected.RetryPolicy.BackoffMultiplier, policy.GetProperty("backoffMultiplier").GetDouble());
            Assert.Equal(["UNAVAILABLE"], policy.GetProperty("retryableStatusCodes").EnumerateArray().Select(code => code.GetString()!));
        });
        Assert.Equal([StatusCode.Unavailable], expected.RetryPolicy!.RetryableStatusCodes);
        Assert.All(entries.Where(entry => entry.TryGetProperty("timeout", out _)), entry => Assert.Equal(config.Deadline, Duration(entry.GetProperty("timeout"))));
        Assert.All(entries, entry => Assert.Equal(config.WaitForReady, entry.GetProperty("waitForReady").GetBoolean()));
    }

    /// <summary>Seconds with nine digits behind the point: what all languages read alike.</summary>
    private static TimeSpan Duration(JsonElement element)
    {
        var text = element.GetString()!;
        Assert.Matches(@"^\d+\.\d{9}s$", text);
        return TimeSpan.FromSeconds(double.Parse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture));
    }

    private static string Read(string golden, string file) => File.ReadAllText(Path.Combine(Checkout.Root, "tests", "data", "golden", golden, "expected", file + ".txt"));

    [GeneratedRegex("new\\(\"(.+?)\", \"(.+?)\"(, ByRequestId: true)?\\)")]
    private static partial Regex Method();
}
