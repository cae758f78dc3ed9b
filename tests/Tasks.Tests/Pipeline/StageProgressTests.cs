using Grpc.Service.Sdk.Pipeline;

namespace Grpc.Service.Sdk.Tests.Pipeline;

public sealed class StageProgressTests
{
    [Fact]
    public async Task Progress_OfALongStage_IsToldAgainAndAgain()
    {
        var (told, twice) = (0, new TaskCompletionSource());
        using var progress = new StageProgress(
            () =>
            {
                if (Interlocked.Increment(ref told) == 2)
                {
                    twice.SetResult();
                }
            },
            TimeSpan.FromMilliseconds(20));

        await twice.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Progress_OfAShortStage_IsNot()
    {
        using (new StageProgress(() => Assert.Fail("told"), StageProgress.Pause))
        {
        }
    }
}
