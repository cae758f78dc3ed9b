using System.Text;

namespace GrpcServiceTemplate.Tests;

/// <summary>Keeps what is written to it.</summary>
internal sealed class RecordingStream : MemoryStream
{
    private readonly Lock _gate = new();
    private readonly MemoryStream _bytes = new();

    /// <summary>How long a write takes.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>The whole lines so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return Encoding.UTF8.GetString(_bytes.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            }
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Thread.Sleep(Pause);
        lock (_gate)
        {
            _bytes.Write(buffer);
        }
    }
}
