namespace Grpc.Service.Sdk.Pipeline;

/// <summary>Tells how far a long stage has come, every few seconds until it is disposed of; a short one never speaks.</summary>
internal sealed class StageProgress : IDisposable
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Timer _timer;

    public StageProgress(Action tell, TimeSpan pause) => _timer = new Timer(_ => tell(), null, pause, pause);

    public void Dispose() => _timer.Dispose();
}
