using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>
/// One build of a project at a time, across processes: the inner builds of a multi-targeted project, or a build beside an
/// editor's. The operating system frees it when its process dies.
/// </summary>
public sealed class StateLock : IDisposable
{
    private const string HolderExtension = ".holder";
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);
    private readonly FileStream _file;
    private readonly string _holder;

    private StateLock(FileStream file, string holder) => (_file, _holder) = (file, holder);

    /// <param name="waiting">Told once, with the holder's process id, when someone else has it.</param>
    public static async Task<StateLock> AcquireAsync(string stateDirectory, Action<string> waiting, CancellationToken cancel)
    {
        Directory.CreateDirectory(stateDirectory);
        var path = Path.Combine(stateDirectory, "lock");
        for (var told = false; ; told = true)
        {
            try
            {
                var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                return new StateLock(file, path + HolderExtension);
            }
            catch (IOException exception) when (IsHeld(exception))
            {
                if (!told)
                {
                    waiting(Holder(path));
                }

                await Task.Delay(s_pause, cancel).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Says who holds it, before work that others may have to wait for; a file of its own, as nobody can read the locked one.</summary>
    public void Announce() => AtomicFile.Write(_holder, System.Text.Encoding.ASCII.GetBytes($"{Environment.ProcessId}"));

    public void Dispose() => _file.Dispose();

    /// <summary>A sharing violation, as Linux, macOS and Windows number it; any other failure is not for waiting.</summary>
    private static bool IsHeld(IOException exception) => exception.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static string Holder(string path)
    {
        try
        {
            return File.ReadAllText(path + HolderExtension);
        }
        catch (IOException)
        {
            return "unknown";
        }
    }
}
