using System.Diagnostics;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>
/// One build of a project at a time, across processes: the inner builds of a multi-targeted project, or a build beside an
/// editor's. The operating system frees it when its process dies.
/// </summary>
public sealed class StateLock : IDisposable
{
    public const string FileName = "lock";

    private const string HolderExtension = ".holder";
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);
    private readonly FileStream _file;
    private readonly string _holder;
    private bool _announced;

    private StateLock(FileStream file, string holder) => (_file, _holder) = (file, holder);

    /// <summary>Waits on the thread that calls: a host takes its place back only from the thread that left it.</summary>
    /// <param name="waiting">Told once who has it, when that is someone else: <c>the build in process 17</c>.</param>
    /// <param name="stepAside">See <see cref="IPipelineSink.StepAside"/>.</param>
    public static StateLock Acquire(string stateDirectory, Action<string> waiting, Func<IDisposable> stepAside, CancellationToken cancel)
    {
        Directory.CreateDirectory(stateDirectory);
        var path = Path.Combine(stateDirectory, FileName);
        return TryAcquire(path) ?? Wait(path, waiting, stepAside, cancel);
    }

    private static StateLock Wait(string path, Action<string> waiting, Func<IDisposable> stepAside, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        using var aside = stepAside();
        for (var told = false; ; cancel.WaitHandle.WaitOne(s_pause))
        {
            cancel.ThrowIfCancellationRequested();
            if (TryAcquire(path) is { } held)
            {
                return held;
            }

            // Who has it says so only when there is work to do.
            var holder = told ? null : Holder(path);
            if (!told && (holder is not null || clock.Elapsed > s_patience))
            {
                waiting(holder is null ? "another build" : $"the build in process {holder}");
                told = true;
            }
        }
    }

    /// <returns>Null while another one holds it.</returns>
    private static StateLock? TryAcquire(string path)
    {
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

            // Of one that was killed; it must not be named to those who wait for us.
            File.Delete(path + HolderExtension);
            return new StateLock(file, path + HolderExtension);
        }
        catch (IOException exception) when (IsHeld(exception))
        {
            return null;
        }
    }

    /// <summary>Says who holds it, before work that others may have to wait for; a file of its own, as nobody can read the locked one.</summary>
    public void Announce()
    {
        AtomicFile.Write(_holder, System.Text.Encoding.ASCII.GetBytes($"{Environment.ProcessId}"));
        _announced = true;
    }

    public void Dispose()
    {
        if (_announced)
        {
            File.Delete(_holder);
        }

        _file.Dispose();
    }

    /// <summary>A sharing violation, as Linux, macOS and Windows number it; any other failure is not for waiting.</summary>
    private static bool IsHeld(IOException exception) => exception.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static string? Holder(string path)
    {
        try
        {
            return File.ReadAllText(path + HolderExtension);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
