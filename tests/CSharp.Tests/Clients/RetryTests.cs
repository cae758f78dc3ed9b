using Grpc.Core;
using Notes.V1;

namespace GrpcServiceTemplate.Tests.Clients;

public sealed class RetryTests
{
    private static readonly RpcException s_unavailable = new(new Status(StatusCode.Unavailable, "not now"));

    [Fact]
    public async Task Unavailable_IsTriedAgain_UntilItIsAnswered()
    {
        var answers = new Answers();
        answers.OnGet = (_, _) => answers.Calls < 3 ? throw s_unavailable : Task.FromResult(new Note { Id = "third" });
        await using var backend = await Backend.StartAsync(answers);
        using var client = new TestClient(backend);

        Assert.Equal("third", (await client.GetAsync()).Id);
        Assert.Equal(3, answers.Calls);
    }

    [Theory]
    [InlineData(4, StatusCode.Unavailable, 4)]
    [InlineData(1, StatusCode.Unavailable, 1)]
    [InlineData(5, StatusCode.Internal, 1)]
    [InlineData(5, StatusCode.Aborted, 1)]
    [InlineData(5, StatusCode.ResourceExhausted, 1)]
    [InlineData(5, StatusCode.DeadlineExceeded, 1)]
    public async Task Attempts_AreAsManyAsConfigured_AndOfUnavailableAlone(int most, StatusCode code, int made)
    {
        var answers = new Answers { OnGet = (_, _) => throw new RpcException(new Status(code, "no")) };
        await using var backend = await Backend.StartAsync(answers);
        using var client = new TestClient(backend, options => options.Config.Retry.With(most));

        Assert.Equal(code, (await client.FailAsync()).StatusCode);
        Assert.Equal(made, answers.Calls);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task Method_WithARequestId_IsTriedAgain_WhereTheConfigurationSaysThatItMayBe(bool requestIds, int made)
    {
        var ids = new List<string>();
        var answers = new Answers { OnCreate = (request, _) => { ids.Add(request.RequestId); throw s_unavailable; } };
        await using var backend = await Backend.StartAsync(answers);
        using var client = new TestClient(backend, options =>
        {
            options.Config.Retry.With(2);
            options.Config.Retry.RequestIds = requestIds;
        });

        await Assert.ThrowsAsync<RpcException>(async () => await client.Notes.CreateNoteAsync(new CreateNoteRequest { RequestId = "once" }));
        Assert.Equal(Enumerable.Repeat("once", made), ids);
    }

    [Fact]
    public async Task Method_ThatMayHaveBeenDone_IsNotTriedAgain()
    {
        var answers = new Answers { OnList = (_, _) => throw s_unavailable };
        await using var backend = await Backend.StartAsync(answers);
        using var client = new TestClient(backend);

        await Assert.ThrowsAsync<RpcException>(async () => await client.Notes.ListSheetsAsync(new ListSheetsRequest()));
        Assert.Equal(1, answers.Calls);
    }

    [Fact]
    public async Task Stream_IsTriedAgain_UntilItsAnswerBegins_AndNotAfter()
    {
        var answers = new Answers();
        answers.OnWatch = async (responses, _) =>
        {
            if (answers.Calls > 1)
            {
                await responses.WriteAsync(new Note { Id = "first" });
            }

            throw s_unavailable;
        };
        await using var backend = await Backend.StartAsync(answers);
        using var client = new TestClient(backend);

        using var call = client.Notes.WatchNotes(new WatchNotesRequest());
        Assert.True(await call.ResponseStream.MoveNext(default));
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default));
        Assert.Equal(2, answers.Calls);
    }

    [Fact]
    public async Task Throttle_StopsRetries_WhenHalfOfTheTokensAreGone()
    {
        var answers = new Answers { OnGet = (_, _) => throw s_unavailable };
        await using var backend = await Backend.StartAsync(answers);
        using var client = new TestClient(backend, options =>
        {
            options.Config.Retry.With(4);
            options.Config.Retry.MaxTokens = 6;
            options.Config.Breaker.Failures = 0;
        });

        await client.FailAsync();
        Assert.Equal(3, answers.Calls);
        await client.FailAsync();
        Assert.Equal(4, answers.Calls);
    }

    [Fact]
    public async Task Pushback_IsWaitedFor_AndANegativeOneEndsIt()
    {
        var answers = new Answers();
        answers.OnGet = (_, context) =>
        {
            context.ResponseTrailers.Add("grpc-retry-pushback-ms", answers.Calls == 1 ? "300" : "-1");
            throw s_unavailable;
        };
        await using var backend = await Backend.StartAsync(answers);
        using var client = new TestClient(backend, options => options.Config.Retry.With(5));

        var began = TimeProvider.System.GetTimestamp();
        await client.FailAsync();
        Assert.Equal(2, answers.Calls);
        Assert.True(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds > 290);
    }

    [Fact]
    public async Task Deadline_SpansAllAttempts()
    {
        var answers = new Answers();
        answers.OnGet = async (_, context) =>
        {
            await Task.Delay(300, context.CancellationToken);
            throw s_unavailable;
        };
        await using var backend = await Backend.StartAsync(answers);
        using var client = new TestClient(backend, options =>
        {
            options.Config.Deadline = TimeSpan.FromMilliseconds(700);
            options.Config.Retry.With(5);
        });

        // Each attempt is far shorter than the deadline: with one of its own none would exceed it, and all five would be made.
        var began = TimeProvider.System.GetTimestamp();
        Assert.Equal(StatusCode.DeadlineExceeded, (await client.FailAsync()).StatusCode);
        Assert.True(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds > 600);
        Assert.True(answers.Calls <= 3, $"{answers.Calls} attempts");
    }

    [Fact]
    public void ServiceConfig_OfAContractWithManyMethods_IsMadeAndFound()
    {
        var methods = Enumerable.Range(0, 200).Select(number => new RetryableMethod($"many.v1.S{number % 10}", $"Get{number}", number % 2 == 0)).ToArray();
        var config = new ClientSection();
        Assert.Equal(100, Assert.Single(ClientServiceConfig.Of(config, methods).MethodConfigs).Names.Count);
        config.Retry.RequestIds = true;
        Assert.Equal(200, Assert.Single(ClientServiceConfig.Of(config, methods).MethodConfigs).Names.Count);
        config.Retry.MaxAttempts = 1;
        Assert.Empty(ClientServiceConfig.Of(config, methods).MethodConfigs);
    }
}

internal static class RetryHelpers
{
    /// <summary>So many attempts, one soon after the other.</summary>
    public static void With(this RetrySection retry, int attempts)
    {
        retry.MaxAttempts = attempts;
        retry.InitialBackoff = retry.MaxBackoff = TimeSpan.FromMilliseconds(5);
    }
}
