using Microsoft.Build.Framework;

namespace Grpc.Service.Sdk.MSBuild;

/// <summary>While it lives, MSBuild may run other work on the node of a task that waits. The thread that made it ends it.</summary>
internal sealed class YieldedNode : IDisposable
{
    private readonly IBuildEngine3? _engine;

    public YieldedNode(IBuildEngine3? engine)
    {
        _engine = engine;
        _engine?.Yield();
    }

    public void Dispose() => _engine?.Reacquire();
}
