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
    [InlineData("SERVER__REFLECTION", "yes", "server.reflection: \"yes\" is neither true nor false")]
    [InlineData("CLIENT__DEADLINE", "10", "client.deadline: \"10\" is not a duration such as 30s")]
    [InlineData("CLIENT__DEADLINE", "-1s", "client.deadline: \"-1s\" is not a duration such as 30s")]
    [InlineData("CLIENT__DEADLINE", "597h", "client.deadline: \"597h\" is longer than 596h")]
    [InlineData("TLS__RELOAD_INTERVAL", "0.5ms", "tls.reloadInterval: \"0.5ms\" is shorter than 1ms")]
    [InlineData("CLIENT__KEEPALIVE_TIME", "9s", "client.keepaliveTime: \"9s\" is shorter than 10s")]
    [InlineData("CLIENT__LOAD_BALANCING", "grpclb", "client.loadBalancing: \"grpclb\" is deprecated; use round_robin or pick_first")]
    [InlineData("CLIENT__ADDRESSES", "a:1,b:2", "client.addresses: \"a:1,b:2\" is not a list")]
    [InlineData("AUTH__RULES", "[{\"methods\":[\"a.B\"]}]", "auth.rules[0].methods[0]: \"a.B\" is none of package.Service/Method, package.Service/* and *")]
    [InlineData("AUTH__JWT__ISSUERS", "[{\"issuer\":\"a\"}]", "auth.jwt.issuers[0]: {\"issuer\":\"a\"} has no audiences")]
    [InlineData("AUTH__RULES", "[{\"methods\":[\"\\ud800\"]}]", "holds half a character: one of \\ud800 to \\udfff without its other half")]
    [InlineData("SERVICE__NAME", "", "service.name: \"\" is empty")]
    public void From_WhatDoesNotFit_SaysWhereAndWhy(string name, string value, string problem)
    {
        var variable = ServiceConfig.EnvironmentPrefix + name;
        var exception = Assert.Throws<ConfigurationException>(() => ServiceConfig.From([(variable, value)]));
        Assert.Equal($"{variable}: {problem}", exception.Message);
    }

    [Fact]
    public void From_AnUnknownName_IsNoSetting()
    {
        var exception = Assert.Throws<ConfigurationException>(() => ServiceConfig.From([("GRPC_SERVICE__SERVER__ADRESS", "x")]));
        Assert.Equal("GRPC_SERVICE__SERVER__ADRESS: is not a known setting", exception.Message);
    }

    [Theory]
    [InlineData("""{"server": {"maxConcurrentStreams": "many"}}""", ": server.maxConcurrentStreams: \"many\" is not an integer from 1 to 2147483647")]
    [InlineData("""{"server": {"maxConcurrentStreams": 2147483648}}""", ": server.maxConcurrentStreams: 2147483648 is not an integer from 1 to 2147483647")]
    [InlineData("""{"server": {"adress": "x"}}""", ": server.adress: is not a known key; known there: address, drainGrace,")]
    [InlineData("""{"server": []}""", ": server: is not an object")]
    [InlineData("""[]""", ": the whole: is not an object")]
    [InlineData("""{"service": {"name": 7}}""", ": service.name: 7 is not a text")]
    [InlineData("""{"service": {"name": "a", "name": "b"}}""", ": service.name: stands there twice")]
    [InlineData("""{"telemetry": {"sampleRatio": 1.5}}""", ": telemetry.sampleRatio: 1.5 is not a number from 0 to 1")]
    [InlineData("""{"deadlines": {"methods": {"a.B/C": 3}}}""", ": deadlines.methods.a.B/C: 3 is not a text")]
    [InlineData("""{"auth": {"rules": [{"methods": ["*"], "scope": []}]}}""", ": auth.rules[0].scope: is not a known key; known there: methods, identities, scopes")]
    [InlineData("""{"service": {"name": "\ud800"}}""", ": holds half a character: one of \\ud800 to \\udfff without its other half")]
    [InlineData("""{"\ud800": 1}""", ": holds half a character: one of \\ud800 to \\udfff without its other half")]
    [InlineData("{\n  // a comment\n}", "(2,3): is not JSON; comments and trailing commas are not allowed")]
    [InlineData("", "(1,1): is not JSON; comments and trailing commas are not allowed")]
    public void Read_WhatDoesNotFit_SaysWhereAndWhy(string json, string problem)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("service.json", json);
        var exception = Assert.Throws<ConfigurationException>(() => ServiceConfig.Read(file, []));
        Assert.StartsWith(file + problem, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TakesTheFile_ThenTheEnvironment_AndItsPathsFromTheFilesFolder()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("service.json", """
            {
              "$schema": "x", "service": {"name": "shop"}, "tls": {"key": "own/server.key"}, "server": {"healthAddress": ""}, "client": {"addresses": ["a:1"]},
              "auth": {"mode": "jwt", "jwt": {"issuers": [{"issuer": "me", "audiences": ["shop"], "jwksFile": "keys.json"}]}},
              "deadlines": {"methods": {"shop.v1.Shop/GetItem": "1s"}}, "limits": {"rate": {"perSecond": 0.5}}
            }
            """);
        var config = ServiceConfig.Read(file, [("GRPC_SERVICE__SERVICE__NAME", "store"), ("GRPC_SERVICE__TLS__CERTIFICATE", "/elsewhere/a.crt")]);
        Assert.Equal(("store", file), (config.Service.Name, config.File));
        Assert.Equal((folder.At("own/server.key"), "/elsewhere/a.crt", folder.At("tls/ca.crt")), (config.Tls.Key, config.Tls.Certificate, config.Tls.ClientCa));
        Assert.Equal((folder.At("keys.json"), ""), (config.Auth.Jwt.Issuers[0].JwksFile, config.Auth.TokenFile));
        Assert.Equal((TimeSpan.FromSeconds(1), 0.5, "a:1"), (config.Deadlines.Methods["shop.v1.Shop/GetItem"], config.Limits.Rate.PerSecond, config.Client.Addresses[0]));
    }

    [Fact]
    public void Read_AFolderInPlaceOfTheFile_SaysSo()
    {
        using var folder = new TemporaryFolder();
        var exception = Assert.Throws<ConfigurationException>(() => ServiceConfig.Read(folder.Path, []));
        Assert.Equal(folder.Path + ": is a folder", exception.Message);
        Assert.Equal(folder.Path + ": is a folder", Assert.Throws<ConfigurationException>(() => ServiceConfig.Load("--config", folder.Path)).Message);
    }

    [Fact]
    public void Load_WithoutAFile_NamesEachPlace()
    {
        var message = Assert.Throws<ConfigurationException>(() => ServiceConfig.Load()).Message;
        Assert.Contains(Path.Combine(AppContext.BaseDirectory, "config", "service.json"), message, StringComparison.Ordinal);
        Assert.EndsWith("Name a file with --config FILE or GRPC_SERVICE_FILE", message, StringComparison.Ordinal);
        Assert.Equal("--config: the file '/nowhere.json' does not exist", Assert.Throws<ConfigurationException>(() => ServiceConfig.Load("--config", "/nowhere.json")).Message);
        Assert.Equal("--config: names no file", Assert.Throws<ConfigurationException>(() => ServiceConfig.Load("--config")).Message);
        Assert.Equal("--config: names no file", Assert.Throws<ConfigurationException>(() => ServiceConfig.Load("--config=")).Message);
    }

    public static TheoryData<string, string> Refused => new()
    {
        { """{"tls": {"mode": "server"}}""", "auth.mode: \"certificate\" needs tls.mode \"mutual\"" },
        { """{"tls": {"mode": "off"}, "auth": {"mode": "token", "tokenFile": "x"}}""", "auth.mode: tokens may not be read in plaintext;" },
        { """{"tls": {"terminatedByProxy": true}}""", "tls.terminatedByProxy: true needs tls.mode \"off\"" },
        { """{"auth": {"mode": "none", "rules": [{"methods": ["*"]}]}}""", "auth.rules: there is no caller to hold them against" },
        { """{"auth": {"mode": "token"}}""", "auth.tokenFile: is empty, and auth.mode is \"token\"" },
        { """{"auth": {"mode": "jwt"}}""", "auth.jwt.issuers: is empty, and auth.mode is \"jwt\"" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Build_WhatDoesNotGoTogether_IsRefused(string json, string problem)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("service.json", json);
        var exception = Assert.Throws<ConfigurationException>(() => ServiceHost.Build([], ServiceConfig.Read(file, [])));
        Assert.StartsWith($"{file}: {problem}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_AllowTokensBehindAProxyThatSpeaksTls()
    {
        var config = new ServiceConfig { Tls = { Mode = TlsMode.Off, TerminatedByProxy = true }, Auth = { Mode = AuthMode.Token, TokenFile = "tokens" } };
        ConfigRules.Check(config);
        Assert.Empty(ConfigRules.Warnings(config));
        config.Server.MaxConnectionAgeGrace = TimeSpan.FromMinutes(9);
        config.Server.KeepaliveMinTime = TimeSpan.FromMinutes(9);
        Assert.Equal(2, ConfigRules.Warnings(config).Count());
        config.Limits.Rate.Key = [RateKey.Certificate];
        Assert.Equal(3, ConfigRules.Warnings(config).Count());
    }
}
