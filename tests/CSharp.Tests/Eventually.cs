using System.Diagnostics;

namespace GrpcServiceTemplate.Tests;

/// <summary>Waits for what must come to be.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public static Task HoldsAsync(Func<bool> condition) => HoldsAsync(() => Task.FromResult(condition()));

    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        for (var time = Stopwatch.StartNew(); !await condition(); await Task.Delay(10))
        {
            Assert.True(time.Elapsed < s_patience, "it did not come to be in time");
        }
    }
}
