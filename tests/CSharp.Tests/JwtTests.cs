using System.Net;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Shop.V1;

namespace GrpcServiceTemplate.Tests;

public sealed class JwtTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly string[] s_audiences = ["other", "shop"];

    [Fact]
    public async Task Token_OfTheIssuer_IsServed_AndNamesTheCaller()
    {
        var issuer = new TestIssuer();
        await using var shop = await StartAsync(issuer, TestIssuer.Keys(issuer.EllipticKey, issuer.RsaKey, """{"kty":"oct","k":"AAAA"}"""));
        var token = issuer.Sign(null, ("scope", "read  write"), ("aud", s_audiences));
        await FourKinds.ServedAsync(shop.Client(), FourKinds.Bearer(token));
        var who = await Whoami.DescribeAsync(shop.Client(), FourKinds.Bearer(token));
        Assert.Equal(("sub:https://issuer.test#alice", "read,write", "ip:127.0.0.1"), (who.Name, string.Join(',', who.Tags), who.Labels["address"]));

        object[] headers =
        [
            new { alg = "ES256", kid = "one", typ = "JWT" }, new { alg = "ES256", kid = "one", typ = "at+jwt" },
            new { alg = "RS256", kid = "one-rsa" }, new { alg = "PS256", kid = "one-rsa" },
        ];
        foreach (var header in headers)
        {
            Assert.Equal("sub:https://issuer.test#alice", await WhoAsync(shop, issuer.Sign(header)));
        }
    }

    [Fact]
    public async Task Token_ThatDoesNotHold_IsRefused_OnAllFourKinds()
    {
        var (issuer, other) = (new TestIssuer(), new TestIssuer());
        await using var shop = await StartAsync(issuer);
        string[] wrong =
        [
            other.Sign(),
            issuer.Sign(null, ("aud", "another")),
            issuer.Sign(null, ("nbf", TestIssuer.Seconds(60))),
            issuer.Sign(new { alg = "none" }),
        ];
        foreach (var token in wrong)
        {
            await FourKinds.RefusedAsync(shop.Client(), FourKinds.Bearer(token), StatusCode.Unauthenticated, "TOKEN_INVALID", "the token is not valid");
        }

        var expired = FourKinds.Bearer(issuer.Sign(null, ("exp", TestIssuer.Seconds(-31))));
        await FourKinds.RefusedAsync(shop.Client(), expired, StatusCode.Unauthenticated, "TOKEN_EXPIRED", "the token has expired");
        await FourKinds.RefusedAsync(shop.Client(), [], StatusCode.Unauthenticated, "CREDENTIALS_MISSING", "a bearer token is needed");
    }

    [Fact]
    public async Task Token_OfEveryWrongForm_IsRefused()
    {
        var issuer = new TestIssuer();
        await using var shop = await StartAsync(issuer, TestIssuer.Keys(issuer.EllipticKey, issuer.RsaKey));
        var good = issuer.Sign();
        string[] wrong =
        [
            "x", "a.b.c", "..", "a.b.c.d.e", good[..^2], good + "AA", good + ".", good.Replace('.', ' '), good.Remove(good.Length - 40, 1),
            issuer.Sign(null, ("aud", null)), issuer.Sign(null, ("aud", "shop/")), issuer.Sign(null, ("aud", "Shop")), issuer.Sign(null, ("aud", Array.Empty<string>())), issuer.Sign(null, ("aud", 7)),
            issuer.Sign(null, ("iss", null)), issuer.Sign(null, ("iss", "https://issuer.test/")), issuer.Sign(null, ("iss", 7)),
            issuer.Sign(null, ("sub", null)), issuer.Sign(null, ("sub", "")), issuer.Sign(null, ("sub", new { a = 1 })),
            issuer.Sign(null, ("exp", null)), issuer.Sign(null, ("exp", "soon")), issuer.Sign(null, ("exp", -5)), issuer.Sign(null, ("exp", true)),
            issuer.Sign(null, ("nbf", "soon")),
            issuer.Sign(new { alg = "ES256", kid = "two" }), issuer.Sign(new { alg = "ES256" }), issuer.Sign(new { alg = "ES256", kid = "one-rsa" }), issuer.Sign(new { alg = "RS256", kid = "one" }),
            issuer.Sign(new { alg = "HS256", kid = "one" }), issuer.Sign(new { alg = "none", kid = "one" }), issuer.Sign(new { alg = "ES384", kid = "one" }), issuer.Sign(new { kid = "one" }),
            issuer.Sign(new { alg = "ES256", kid = "one", typ = "dpop+jwt" }), issuer.Sign(new { alg = "ES256", kid = "one", crit = s_audiences }),
            issuer.SignRaw(new { alg = "ES256", kid = "one" }, "no JSON"), issuer.SignRaw(new { alg = "ES256", kid = "one" }, "[]"), issuer.SignRaw(new { alg = "ES256", kid = "one" }, "null"), issuer.SignRaw("[]", "{}"),
        ];
        foreach (var (token, index) in wrong.Select((token, index) => (token, index)))
        {
            Assert.Equal((index, "TOKEN_INVALID"), (index, await WhoAsync(shop, token)));
        }

        Assert.DoesNotContain(shop.Log.Lines, line => line.Contains(good.Split('.')[1][..30], StringComparison.Ordinal) || line.StartsWith("Error", StringComparison.Ordinal));
        Assert.Contains("Debug: a token was refused: its aud is none of the issuer's audiences", shop.Log.Lines);
    }

    [Fact]
    public async Task Clock_MayBeOffByTheSkew()
    {
        var issuer = new TestIssuer();
        await using var shop = await StartAsync(issuer);
        foreach (var (claim, seconds) in new[] { ("exp", -20.0), ("nbf", 20), ("iat", 5000), ("exp", 1e17) })
        {
            Assert.Equal("sub:https://issuer.test#alice", await WhoAsync(shop, issuer.Sign(null, (claim, seconds > 1e9 ? seconds : TestIssuer.Seconds(seconds)))));
        }

        Assert.Equal("sub:https://issuer.test#alice", await WhoAsync(shop, issuer.Sign(null, ("exp", TestIssuer.Seconds(60) + 0.5))));
    }

    [Fact]
    public async Task Token_ThatCameBefore_IsRefusedOnceItHasExpired()
    {
        var (issuer, clock) = (new TestIssuer(), new FakeTimeProvider(DateTimeOffset.UtcNow));
        await using var shop = await StartAsync(new Url { Answer = () => issuer.KeySet }, issuer, options: options => options.Clock = clock);
        await Eventually.HoldsAsync(() => IsReady(shop));
        var token = issuer.Sign(null, ("exp", TestIssuer.Seconds(60)));
        Assert.Equal("sub:https://issuer.test#alice", await WhoAsync(shop, token));
        clock.Advance(TimeSpan.FromSeconds(85));
        Assert.Equal("sub:https://issuer.test#alice", await WhoAsync(shop, token));
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("TOKEN_EXPIRED", await WhoAsync(shop, token));
    }

    [Fact]
    public void Token_IsCheckedOnce_WhileTheKeysAreTheSame()
    {
        var issuer = new TestIssuer();
        var source = new Source { Current = JwtKeys.Parse(issuer.KeySet) };
        using var tokens = new GenuineTokens();
        var token = new GenuineToken(source, source.Current) { Subject = "alice", Scopes = [], Begins = null, Expires = DateTimeOffset.UtcNow.AddSeconds(60) };
        tokens.Keep("a.b.c", token);

        Assert.Same(token, tokens.Find("a.b.c"));
        Assert.Null(tokens.Find("a.b.d"));
        source.Current = JwtKeys.Parse(issuer.KeySet);
        Assert.Null(tokens.Find("a.b.c"));
    }

    [Fact]
    public async Task WithoutAKid_TheOnlyKeyCounts()
    {
        var issuer = new TestIssuer();
        await using var shop = await StartAsync(issuer);
        Assert.Equal("sub:https://issuer.test#alice", await WhoAsync(shop, issuer.Sign(new { alg = "ES256" })));
    }

    [Fact]
    public async Task Issuers_StandSideBySide_EachWithItsOwnKeysAndAlgorithms()
    {
        // An account that signs for itself is an issuer like any other.
        var (issuer, account) = (new TestIssuer(), new TestIssuer("robot@shop.test"));
        await using var shop = await StartAsync((config, folder) => config.Auth.Jwt.Issuers =
        [
            new() { Issuer = issuer.Issuer, Audiences = ["shop"], JwksFile = folder.Write("issuer.json", TestIssuer.Keys(issuer.EllipticKey, issuer.RsaKey)), Algorithms = ["RS256"] },
            new() { Issuer = account.Issuer, Audiences = ["shop"], JwksFile = folder.Write("account.json", account.KeySet) },
        ]);
        Assert.Equal("sub:robot@shop.test#robot@shop.test", await WhoAsync(shop, account.Sign(null, ("sub", "robot@shop.test"))));
        Assert.Equal("TOKEN_INVALID", await WhoAsync(shop, account.Sign(null, ("iss", issuer.Issuer))));
        Assert.Equal("TOKEN_INVALID", await WhoAsync(shop, issuer.Sign()));
        Assert.Equal("sub:https://issuer.test#alice", await WhoAsync(shop, issuer.Sign(new { alg = "RS256", kid = "one-rsa" })));
    }

    [Fact]
    public async Task KeysFile_IsReadAgain_AndABadOneKeepsTheLastGood()
    {
        var (before, after) = (new TestIssuer(), new TestIssuer(kid: "two"));
        await using var shop = await StartAsync(before);
        shop.Write("keys.json", TestIssuer.Keys(before.EllipticKey, after.EllipticKey));
        var token = after.Sign();
        await Eventually.HoldsAsync(async () => await WhoAsync(shop, token) == "sub:https://issuer.test#alice");
        shop.Write("keys.json", "\ufeff" + TestIssuer.Keys(before.EllipticKey));
        await Eventually.HoldsAsync(async () => await WhoAsync(shop, token) == "TOKEN_INVALID");
        shop.Write("keys.json", "{}");
        await Eventually.HoldsAsync(() => shop.Log.Lines.Any(line => line.Contains("holds no key for signatures", StringComparison.Ordinal)));
        Assert.Equal("sub:https://issuer.test#alice", await WhoAsync(shop, before.Sign()));
    }

    public static TheoryData<string, string> BadKeys => new()
    {
        { "garbage", "is no JSON Web Key Set" },
        { "{}", "holds no key for signatures: " },
        { """{"keys":[{"kty":"oct","k":"AAAA"}]}""", "holds no key for signatures: " },
        { """{"keys":[{"kty":"EC","crv":"P-384","x":"AAAA","y":"AAAA"}]}""", "holds no key for signatures: " },
        { """{"keys":[{"kty":"RSA","n":"!","e":"AQAB"}]}""", "holds no key for signatures: " },
        { """{"keys":[{"kty":"EC","crv":"P-256","kid":"one"}]}""", "holds no key for signatures: " },
        { """{"keys":[{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"}]}""", "holds no key for signatures: " },
        { TestIssuer.Keys(new TestIssuer().EllipticKey.Replace("\"sig\"", "\"enc\"", StringComparison.Ordinal)), "holds no key for signatures: " },
        { TestIssuer.Keys(new TestIssuer().PrivateKey), "holds a private key, which no one but its owner may have" },
    };

    [Theory]
    [MemberData(nameof(BadKeys))]
    public void Start_OverBadKeys_IsRefused(string keys, string problem)
    {
        using var folder = new TemporaryFolder();
        var config = new ServiceConfig { Tls = { Mode = TlsMode.Off, TerminatedByProxy = true }, Auth = { Mode = AuthMode.Jwt } };
        config.Auth.Jwt.Issuers = [new() { Issuer = "a", Audiences = ["shop"], JwksFile = folder.Write("keys.json", keys) }];
        var exception = Assert.Throws<ConfigurationException>(() => ServiceHost.Build([], config));
        Assert.StartsWith($"configuration: auth.jwt.issuers[0].jwksFile: '{folder.At("keys.json")}' {problem}", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("; put the issuer's JSON Web Key Set there", exception.Message, StringComparison.Ordinal);

        config.Auth.Jwt.Issuers = [.. config.Auth.Jwt.Issuers, .. config.Auth.Jwt.Issuers];
        Assert.Equal("configuration: auth.jwt.issuers: \"a\" stands there twice", Assert.Throws<ConfigurationException>(() => ServiceHost.Build([], config)).Message);
    }

    [Fact]
    public async Task KeysUrl_ThatCannotBeReached_MakesTheServerNotReady_AndCallsUnavailable()
    {
        var issuer = new TestIssuer();
        var url = new Url { Answer = () => throw new HttpRequestException("no way there") };
        await using var shop = await StartAsync(url, issuer);
        await Eventually.HoldsAsync(() => shop.Log.Lines.Any(line => line.Contains("no way there (no token can be checked)", StringComparison.Ordinal)));
        Assert.False(IsReady(shop));
        await FourKinds.RefusedAsync(shop.Client(), FourKinds.Bearer(issuer.Sign()), StatusCode.Unavailable, "AUTH_KEYS_UNAVAILABLE", "tokens cannot be checked now");
        Assert.Equal("TOKEN_INVALID", await WhoAsync(shop, "garbage"));

        url.Answer = () => issuer.KeySet;
        await Eventually.HoldsAsync(() => IsReady(shop));
        Assert.Equal("sub:https://issuer.test#alice", await WhoAsync(shop, issuer.Sign()));
    }

    [Fact]
    public async Task KeysUrl_IsAskedForAnUnknownKid_ButNotAgainAndAgain()
    {
        var (before, after, later) = (new TestIssuer(), new TestIssuer(kid: "two"), new TestIssuer(kid: "three"));
        var (url, clock) = (new Url { Answer = () => before.KeySet }, new FakeTimeProvider(DateTimeOffset.UtcNow));
        await using var shop = await StartAsync(url, before, refresh: TimeSpan.FromHours(1), options => options.Clock = clock);
        await Eventually.HoldsAsync(() => IsReady(shop));
        Assert.Equal("sub:https://issuer.test#alice", await WhoAsync(shop, before.Sign()));
        Assert.Equal(1, url.Asked);

        clock.Advance(TimeSpan.FromSeconds(30));
        url.Answer = () => TestIssuer.Keys(before.EllipticKey, after.EllipticKey);
        Assert.Equal("sub:https://issuer.test#alice", await WhoAsync(shop, after.Sign()));
        Assert.Equal(2, url.Asked);

        url.Answer = () => TestIssuer.Keys(before.EllipticKey, later.EllipticKey);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ => Assert.Equal("TOKEN_INVALID", await WhoAsync(shop, later.Sign()))));
        Assert.Equal(2, url.Asked);

        clock.Advance(TimeSpan.FromSeconds(30));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ => Assert.Equal("sub:https://issuer.test#alice", await WhoAsync(shop, later.Sign()))));
        Assert.Equal(3, url.Asked);
    }

    [Fact]
    public async Task KeysUrl_WhoseAnswerIsTooLong_OrNoKeySet_KeepsTheKeysOfBefore()
    {
        var issuer = new TestIssuer();
        var url = new Url { Answer = () => issuer.KeySet };
        await using var shop = await StartAsync(url, issuer);
        await Eventually.HoldsAsync(() => IsReady(shop));
        foreach (var answer in new[] { new string('x', 2_000_000), "<html>" })
        {
            // Before the keys are asked for again, which is all the time: a trouble is told once.
            var logged = shop.Log.Lines.Count;
            url.Answer = () => answer;
            await Eventually.HoldsAsync(() => shop.Log.Lines.Skip(logged).Any(line => line.Contains("the keys of before are used on", StringComparison.Ordinal)));
            Assert.Equal("sub:https://issuer.test#alice", await WhoAsync(shop, issuer.Sign()));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stream_EndsWithItsToken_WhateverItWaitsFor(bool isOwn)
    {
        var issuer = new TestIssuer();
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        Stubborn.Began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Stubborn.Ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var shop = await StartAsync(
            (config, folder) =>
            {
                config.Auth.Jwt.Issuers = [new() { Issuer = issuer.Issuer, Audiences = ["shop"], JwksFile = folder.Write("keys.json", issuer.KeySet) }];
                config.Auth.Jwt.ClockSkew = TimeSpan.FromSeconds(1);
            },
            options =>
            {
                options.Clock = clock;
                if (isOwn)
                {
                    options.Use<Stubborn>();
                }
            });
        var headers = FourKinds.Bearer(issuer.Sign(null, ("exp", TestIssuer.Seconds(60))));
        using var import = shop.Client().ImportItems(headers);
        using var watch = shop.Client().WatchStock(headers);
        using var list = shop.Client().ListItems(new(), headers);
        await watch.ResponseHeadersAsync.WaitAsync(s_patience);
        await (isOwn ? Stubborn.Began.Task.WaitAsync(s_patience) : Task.CompletedTask);
        clock.Advance(TimeSpan.FromSeconds(62));
        await ExpiredAsync(import.ResponseAsync);
        await ExpiredAsync(watch.ResponseStream.MoveNext(CancellationToken.None));
        if (isOwn)
        {
            // Its caller does not read, so that it cannot be told; but the handler wakes, once a write that is under way has had its time.
            await Eventually.HoldsAsync(() =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return Stubborn.Ended.Task.IsCompleted;
            });
        }

        static async Task ExpiredAsync(Task call)
        {
            var exception = await Assert.ThrowsAsync<RpcException>(() => call.WaitAsync(s_patience));
            Assert.Equal((StatusCode.Unauthenticated, "TOKEN_EXPIRED", "the token has expired"), (exception.StatusCode, exception.Reason(), exception.Status.Detail));
        }
    }

    private static bool IsReady(SecureShop shop) => shop.Server.Services.GetServices<ReadinessCheck>().All(check => check.IsReady());

    private static Task<string> WhoAsync(SecureShop shop, string token) => Whoami.AskAsync(shop.Client(), FourKinds.Bearer(token));

    private static Task<SecureShop> StartAsync(TestIssuer issuer, string? keys = null) => StartAsync((config, folder) => config.Auth.Jwt.Issuers =
    [
        new() { Issuer = issuer.Issuer, Audiences = ["shop"], JwksFile = folder.Write("keys.json", keys ?? issuer.KeySet) },
    ]);

    private static Task<SecureShop> StartAsync(Url url, TestIssuer issuer, TimeSpan? refresh = null, Action<ServiceOptions>? options = null) => StartAsync(
        (config, _) =>
        {
            config.Auth.Jwt.Issuers = [new() { Issuer = issuer.Issuer, Audiences = ["shop"], JwksUrl = new("https://secret@keys.test/jwks?a=b") }];
            config.Auth.Jwt.JwksRefresh = refresh ?? TimeSpan.FromMilliseconds(50);
        },
        o =>
        {
            o.Use<Whoami>().Services.AddSingleton(new JwksHttp(url));
            options?.Invoke(o);
        });

    private static Task<SecureShop> StartAsync(Action<ServiceConfig, TemporaryFolder> configure, Action<ServiceOptions>? options = null) => SecureShop.StartAsync(
        (config, folder) =>
        {
            (config.Tls.Mode, config.Auth.Mode, config.Telemetry.LogLevel) = (TlsMode.Server, AuthMode.Jwt, ServiceLogLevel.Debug);
            configure(config, folder);
        },
        options ?? (o => o.Use<Whoami>()));

    /// <summary>Keys as a test gives them.</summary>
    private sealed class Source : IJwtKeySource
    {
        public JwtKeys? Current { get; set; }

        public Task RenewAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>Where an issuer has its keys.</summary>
    private sealed class Url : HttpMessageHandler
    {
        private int _asked;

        public required Func<string> Answer { get; set; }

        public int Asked => _asked;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Answer()) });
        }
    }

    /// <summary>Takes no notice of its call's end.</summary>
    private sealed class Stubborn(IStore store) : ShopDefaults(store)
    {
        public static TaskCompletionSource Began { get; set; } = new();

        public static TaskCompletionSource Ended { get; set; } = new();

        public override async Task ListItems(ListItemsRequest request, IServerStreamWriter<Item> responseStream, ServerCallContext context)
        {
            Began.TrySetResult();
            try
            {
                for (; ; )
                {
                    await responseStream.WriteAsync(new Item { Name = new string('x', 100_000) });
                }
            }
            finally
            {
                Ended.TrySetResult();
            }
        }

        public override async Task<ImportSummary> ImportItems(IAsyncStreamReader<Item> requestStream, ServerCallContext context)
        {
            while (await requestStream.MoveNext(CancellationToken.None))
            {
                // Takes all there is.
            }

            return new();
        }

        public override async Task WatchStock(IAsyncStreamReader<StockCommand> requestStream, IServerStreamWriter<StockChange> responseStream, ServerCallContext context)
        {
            await context.WriteResponseHeadersAsync([]);
            try
            {
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
            }
            catch (OperationCanceledException)
            {
                // And says that all is well.
            }
        }
    }
}
