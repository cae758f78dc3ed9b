using System.Collections.Concurrent;
using Checks.V1;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;
using Shop.V1;

namespace GrpcServiceTemplate.Tests;

/// <summary>What stands around a call, and in which order; the project's own interceptors are innermost.</summary>
public sealed class ChainTests
{
    private static readonly string[] s_callers = ["till", "other"];

    [Fact]
    public async Task OwnInterceptors_StandInside_OnAllFourKinds_InTheOrderInWhichTheyWereAdded()
    {
        var seen = new Seen();
        await using var server = await StartAsync(seen, (_, _) => { });
        var caller = Bearer("till");
        await FourKinds.ServedAsync(server.Client, caller);
        string[] methods = ["Fail", "ListItems", "ImportItems", "WatchStock"];
        Assert.Equal(methods.SelectMany(method => new[] { $"outer {method} token:till", $"inner {method} token:till" }), seen.Calls);

        // A stream that they put another in the place of is a stream all the same.
        using var import = server.Client.ImportItems(caller);
        await import.RequestStream.WriteAsync(new Item { Id = "a" });
        await import.RequestStream.WriteAsync(new Item());
        await import.RequestStream.CompleteAsync();
        Assert.Equal(2, (await import).Received);
        Assert.Equal(["a", ""], seen.Messages);

        // A default that says itself what becomes of a message that is not valid goes on to do so.
        using var forms = server.Checks.ImportForms(caller);
        await forms.RequestStream.WriteAsync(new ImportFormsRequest());
        await forms.RequestStream.WriteAsync(new ImportFormsRequest());
        await forms.RequestStream.CompleteAsync();
        Assert.Equal((2, 2), ((await forms).Received, (await forms).Errors.Count));
    }

    [Fact]
    public async Task OwnInterceptors_SeeNothingThatIsRefused()
    {
        var seen = new Seen();
        await using var server = await StartAsync(seen, (config, _) => config.Auth.Rules = [new() { Methods = ["*"], Identities = ["token:till"] }]);
        await FourKinds.RefusedAsync(server.Client, [], StatusCode.Unauthenticated, "CREDENTIALS_MISSING", "a bearer token is needed");
        foreach (var call in FourKinds.All)
        {
            Assert.Equal("NOT_ALLOWED", (await Assert.ThrowsAsync<RpcException>(() => call(server.Client, Bearer("other")))).Reason());
        }

        Assert.Equal("REQUEST_INVALID", await CreateAsync(server, Bearer("till")));
        Assert.Empty(seen.Calls);
    }

    [Fact]
    public async Task WhatOwnInterceptorsThrow_IsMappedAndLogged_OnAllFourKinds()
    {
        await using var server = await StartAsync(new Seen(), (_, _) => { });
        foreach (var (how, code, reason) in new[] { ("refuse", StatusCode.ResourceExhausted, "STORE_FULL"), ("break", StatusCode.Internal, "INTERNAL") })
        {
            foreach (var call in FourKinds.All)
            {
                var headers = Bearer("till");
                headers.Add("how", how);
                var exception = await Assert.ThrowsAsync<RpcException>(() => call(server.Client, headers));
                Assert.Equal((code, reason), (exception.StatusCode, exception.Reason()));
                Assert.DoesNotContain("a secret", exception.Status.Detail, StringComparison.Ordinal);
            }
        }

        await Eventually.HoldsAsync(() => AccessLogTests.Calls(server).Count == 8);
        Assert.Equal(4, server.Log.Count(line => line.Contains("a secret", StringComparison.Ordinal)));
    }

    /// <summary>Each asks for what would be refused by several: who calls, then how often, then whether it may, then what for.</summary>
    [Fact]
    public async Task Refusals_ComeInTheOrderOfTheChain()
    {
        await using var server = await StartAsync(new Seen(), (config, _) =>
        {
            (config.Limits.Rate.PerSecond, config.Limits.Rate.Burst) = (0.001, 2);
            config.Auth.Rules = [new() { Methods = ["*"], Identities = ["token:till"] }];
        });
        Assert.Equal("CREDENTIALS_MISSING", await CreateAsync(server, []));
        Assert.Equal("NOT_ALLOWED", await CreateAsync(server, Bearer("other")));
        Assert.Equal("REQUEST_INVALID", await CreateAsync(server, Bearer("till")));
        await CreateAsync(server, Bearer("other"));
        Assert.Equal("RATE_LIMITED", await CreateAsync(server, Bearer("other")));
        Assert.Equal("TOKEN_INVALID", await CreateAsync(server, FourKinds.Bearer("wrong")));
    }

    /// <returns>The reason for which a request that is not valid is refused.</returns>
    private static async Task<string> CreateAsync(ShopServer server, Metadata headers) =>
        (await Assert.ThrowsAsync<RpcException>(() => server.Checks.CreateFormAsync(new CreateFormRequest(), headers).ResponseAsync)).Reason();

    private static Metadata Bearer(string name) => FourKinds.Bearer(name + "'s token");

    private static async Task<ShopServer> StartAsync(Seen seen, Action<ServiceConfig, ServiceOptions> configure)
    {
        using var folder = new TemporaryFolder();
        var tokens = folder.Write("tokens", string.Join('\n', s_callers.Select(name => $"{name} {TokenTests.Print(name + "'s token")}")));
        ServiceConfig? given = null;
        return await ShopServer.StartAsync(
            config =>
            {
                given = config;
                config.Tls.TerminatedByProxy = true;
                (config.Auth.Mode, config.Auth.TokenFile) = (AuthMode.Token, tokens);
            },
            options =>
            {
                options.Services.AddSingleton(seen);
                options.Intercept<Outer>().Intercept<Inner>();
                configure(given!, options);
            });
    }

    private sealed class Seen
    {
        public ConcurrentQueue<string> Calls { get; } = [];

        public ConcurrentQueue<string> Messages { get; } = [];
    }

    private sealed class Outer(Seen seen) : Own("outer", seen);

    private sealed class Inner(Seen seen) : Own("inner", seen);

    private abstract class Own(string name, Seen seen) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            See(context);
            return continuation(request, context);
        }

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
        {
            See(context);
            return continuation(name == "inner" ? new Reader<TRequest>(requestStream, seen) : requestStream, context);
        }

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            See(context);
            return continuation(request, responseStream, context);
        }

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
        {
            See(context);
            return continuation(requestStream, responseStream, context);
        }

        private void See(ServerCallContext context)
        {
            seen.Calls.Enqueue($"{name} {context.Method.Split('/')[^1]} {context.Identity().Name}");
            switch (context.RequestHeaders.GetValue("how"))
            {
                case "refuse": throw new StoreFullException();
                case "break": throw new InvalidOperationException("a secret");
            }
        }
    }

    private sealed class Reader<T>(IAsyncStreamReader<T> inner, Seen seen) : IAsyncStreamReader<T>
    {
        public T Current => inner.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            var isMore = await inner.MoveNext(cancellationToken);
            if (isMore && inner.Current is Item item)
            {
                seen.Messages.Enqueue(item.Id);
            }

            return isMore;
        }
    }
}
