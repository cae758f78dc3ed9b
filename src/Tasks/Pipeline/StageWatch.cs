using System.Diagnostics;
using System.Globalization;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>Times a stage and writes its one line.</summary>
internal sealed class StageWatch
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    private StageWatch()
    {
    }

    public static StageWatch Start() => new();

    /// <summary><c>lint: 2 findings in 100 protos (87 ms)</c>.</summary>
    public string Line(string stage, string text) =>
        _watch.Elapsed.TotalSeconds < 10
            ? string.Create(CultureInfo.InvariantCulture, $"{stage}: {text} ({_watch.ElapsedMilliseconds} ms)")
            : string.Create(CultureInfo.InvariantCulture, $"{stage}: {text} ({_watch.Elapsed.TotalSeconds:F1} s)");
}
