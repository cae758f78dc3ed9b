using System.Globalization;
using System.Text;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Output;

/// <summary>
/// Lengths and times of the files that we wrote, with their hashes: a file that has kept both still has the bytes, and need not be read.
/// Only of output, which nobody is meant to edit; contracts are always read. A missing or broken record only costs time.
/// </summary>
public sealed class OutputStamps
{
    private const string FileName = "outputs.stamps";
    private readonly string _outputDirectory;
    private readonly string _file;
    private readonly Dictionary<string, Stamp> _stamps;
    private bool _changed;

    private OutputStamps(string outputDirectory, string file, Dictionary<string, Stamp> stamps) => (_outputDirectory, _file, _stamps) = (outputDirectory, file, stamps);

    public static OutputStamps Read(string outputDirectory, string stateDirectory)
    {
        var file = Path.Combine(stateDirectory, FileName);
        var stamps = new Dictionary<string, Stamp>(StringComparer.Ordinal);
        foreach (var line in File.Exists(file) ? File.ReadLines(file) : [])
        {
            // Hash, length and time stand before the path, which may hold anything but a line's end.
            if (line.Split(' ', 4) is [var hash, var length, var time, var path]
                && long.TryParse(length, CultureInfo.InvariantCulture, out var bytes) && long.TryParse(time, CultureInfo.InvariantCulture, out var ticks))
            {
                stamps[path] = new Stamp(hash, bytes, ticks);
            }
        }

        return new OutputStamps(outputDirectory, file, stamps);
    }

    /// <param name="path">Below the output folder, with <c>/</c>.</param>
    /// <returns>The hash of the file's bytes; null where there is none.</returns>
    public string? HashOf(string path)
    {
        var file = FileAt(path);
        if (!file.Exists)
        {
            return null;
        }

        return _stamps.TryGetValue(path, out var stamp) && stamp.Length == file.Length && stamp.Ticks == file.LastWriteTimeUtc.Ticks
            ? stamp.Hash
            : FileHash.OfFile(file.FullName);
    }

    /// <summary>Takes down what a file was when it was written or read.</summary>
    public void Record(string path, string hash)
    {
        var file = FileAt(path);
        var stamp = new Stamp(hash, file.Exists ? file.Length : -1, file.Exists ? file.LastWriteTimeUtc.Ticks : 0);

        // Where a file system counts in whole seconds, an edit within the same second would not show.
        if (stamp.Length < 0 || stamp.Ticks % TimeSpan.TicksPerSecond == 0)
        {
            _changed |= _stamps.Remove(path);
        }
        else if (!_stamps.TryGetValue(path, out var before) || before != stamp)
        {
            _stamps[path] = stamp;
            _changed = true;
        }
    }

    /// <summary>Writes the record of these files and forgets the others.</summary>
    public void Write(IReadOnlyDictionary<string, string> hashes)
    {
        foreach (var (path, hash) in hashes)
        {
            Record(path, hash);
        }

        var gone = _stamps.Keys.Where(path => !hashes.ContainsKey(path)).ToArray();
        foreach (var path in gone)
        {
            _stamps.Remove(path);
        }

        if (_changed || gone.Length > 0)
        {
            var text = new StringBuilder();
            foreach (var (path, stamp) in _stamps.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"{stamp.Hash} {stamp.Length} {stamp.Ticks} {path}\n");
            }

            AtomicFile.Write(_file, Encoding.UTF8.GetBytes(text.ToString()));
            _changed = false;
        }
    }

    private FileInfo FileAt(string path) => new(Path.Combine(_outputDirectory, path.Replace('/', Path.DirectorySeparatorChar)));

    private sealed record Stamp(string Hash, long Length, long Ticks);
}
