namespace GrpcServiceTemplate.Tests;

public sealed class ServiceConfigTests
{
    [Fact]
    public void From_TakesEachKind_AndLeavesTheRest()
    {
        var config = ServiceConfig.From(
        [
            ("GRPC_SERVICE__SERVER__ADDRESS", "[::1]:0"), ("GRPC_SERVICE__SERVER__MAX_CONCURRENT_STREAMS", "7"),
            ("GRPC_SERVICE__CLIENT__DEADLINE", "1.5s"), ("GRPC_SERVICE__CLIENT__STREAM_DEADLINE", "250ms"), ("GRPC_SERVICE_FILE", "x"), ("PATH", "y"),
        ]);
        Assert.Equal(new HostAndPort("::1", 0), config.Server.Address);
        Assert.Equal((7, 1000), (config.Server.MaxConcurrentStreams, new ServiceConfig().Server.MaxConcurrentStreams));
        Assert.Equal((1500, 250), (config.Client.Deadline.TotalMilliseconds, config.Client.StreamDeadline.TotalMilliseconds));
        Assert.Equal(("shop", "shop"), (config.Service.Name, config.Service.Domain));
    }

    [Theory]
    [InlineData("SERVER__MAX_CONCURRENT_STREAMS", "many", "server.maxConcurrentStreams: \"many\" is not an integer from 1 to 2147483647")]
    [InlineData("SERVER__MAX_CONCURRENT_STREAMS", "0", "server.maxConcurrentStreams: \"0\" is not an integer from 1 to 2147483647")]
    [InlineData("SERVER__ADDRESS", "localhost", "server.address: \"localhost\" is not an address such as 127.0.0.1:50051")]
    [InlineData("SERVER__ADDRESS", "::1:50051", "server.address: \"::1:50051\" is not an address such as 127.0.0.1:50051")]
    [InlineData("CLIENT__DEADLINE", "10", "client.deadline: \"10\" is not a duration such as 30s")]
    [InlineData("CLIENT__DEADLINE", "-1s", "client.deadline: \"-1s\" is not a duration such as 30s")]
    [InlineData("SERVICE__NAME", "", "service.name: \"\" is empty")]
    [InlineData("SERVER__ADRESS", "x", "is not a known setting")]
    public void From_WhatDoesNotFit_SaysWhereAndWhy(string name, string value, string problem)
    {
        var variable = ServiceConfig.EnvironmentPrefix + name;
        var exception = Assert.Throws<ConfigurationException>(() => ServiceConfig.From([(variable, value)]));
        Assert.Equal($"{variable}: {problem}", exception.Message);
    }
}
