using System.Text;
using System.Text.RegularExpressions;

namespace Grpc.Service.Sdk.Baselines;

/// <summary>What a reference holds, read without a process.</summary>
/// <param name="IsKnown">False: stored in a way that only git itself reads (reftable, for one).</param>
/// <param name="Id">The object, an annotated tag's own and not what it tags; null where the reference does not exist.</param>
internal readonly record struct GitReference(bool IsKnown, string? Id)
{
    public static GitReference Unknown => new(false, null);
}

/// <summary>
/// The repository that a folder is checked out from: a clone, a worktree or a submodule. Everything here is read from
/// files, because a build with nothing to do starts no process.
/// </summary>
/// <param name="Top">The root of the checkout, absolute.</param>
/// <param name="Directory">This checkout's own git directory: its HEAD.</param>
/// <param name="Common">Where objects and shared references lie: the same but for a worktree.</param>
internal sealed partial record GitFolder(string Top, string Directory, string Common)
{
    private const int LongestChain = 5;

    public bool IsShallow => ReadText(Path.Combine(Common, "shallow")) is { Length: > 0 };

    private bool IsReftable => System.IO.Directory.Exists(Path.Combine(Common, "reftable"));

    /// <summary>The remote to fetch from: origin, or the first that is configured; null where there is none.</summary>
    public string? Remote
    {
        get
        {
            var remotes = RemoteSection().Matches(ReadText(Path.Combine(Common, "config")) ?? "").Select(match => match.Groups[1].Value).ToArray();
            return remotes.Contains("origin") ? "origin" : remotes.FirstOrDefault();
        }
    }

    /// <returns>The innermost repository that holds the folder; null where there is none.</returns>
    public static GitFolder? Of(string folder)
    {
        for (var top = Path.TrimEndingDirectorySeparator(folder); top is not null; top = Path.GetDirectoryName(top))
        {
            var git = Path.Combine(top, ".git");
            if (System.IO.Directory.Exists(git) && File.Exists(Path.Combine(git, "HEAD")))
            {
                return Open(top, git);
            }

            if (ReadText(git) is { } text)
            {
                // A link to nowhere, as a container build copies it from a worktree, is an end for git too, not a hint to look above.
                var target = text.StartsWith("gitdir:", StringComparison.Ordinal) ? Path.GetFullPath(text[7..].Trim(), top) : null;
                return target is not null && File.Exists(Path.Combine(target, "HEAD")) ? Open(top, target) : null;
            }
        }

        return null;
    }

    /// <param name="name">HEAD, or a full name such as <c>refs/remotes/origin/main</c>.</param>
    public GitReference Read(string name)
    {
        for (var hop = 0; hop < LongestChain; hop++)
        {
            if (IsReftable)
            {
                return GitReference.Unknown;
            }

            var text = ReadText(Path.Combine(name.StartsWith("refs/", StringComparison.Ordinal) ? Common : Directory, name))?.Trim();
            if (text is null)
            {
                return new GitReference(true, Packed(name));
            }

            if (!text.StartsWith("ref:", StringComparison.Ordinal))
            {
                return ObjectId().IsMatch(text) ? new GitReference(true, text) : GitReference.Unknown;
            }

            name = text[4..].Trim();
        }

        return GitReference.Unknown;
    }

    /// <summary>The name that a symbolic reference holds: <c>refs/remotes/origin/HEAD</c> → <c>refs/remotes/origin/main</c>.</summary>
    public string? ReadSymbolic(string name) =>
        ReadText(Path.Combine(Common, name)) is { } text && text.StartsWith("ref:", StringComparison.Ordinal) ? text[4..].Trim() : null;

    /// <summary>
    /// Every file that a choice of a baseline can depend on, name and content: equal lists mean equal references. A list of
    /// reftables names each by what it is, so its text stands for its content.
    /// </summary>
    public IEnumerable<(string Name, byte[] Content)> State()
    {
        string[] single =
        [
            Path.Combine(Directory, "HEAD"), Path.Combine(Directory, "reftable", "tables.list"), Path.Combine(Common, "reftable", "tables.list"),
            Path.Combine(Common, "packed-refs"), Path.Combine(Common, "shallow"),
        ];
        var refs = Path.Combine(Common, "refs");
        var loose = System.IO.Directory.Exists(refs) ? System.IO.Directory.EnumerateFiles(refs, "*", SearchOption.AllDirectories) : [];
        foreach (var path in single.Concat(loose.Order(StringComparer.Ordinal)))
        {
            if (ReadBytes(path) is { } content)
            {
                yield return (path, content);
            }
        }
    }

    /// <summary>The repository of a submodule: of its checkout, or what is kept of one that is checked out no more.</summary>
    /// <param name="path">Relative to <see cref="Top"/>, with <c>/</c>.</param>
    public GitFolder? Submodule(string path)
    {
        var top = Path.Combine(Top, path);
        if (Of(top) is { } checkedOut && checkedOut.Top == top)
        {
            return checkedOut;
        }

        var kept = Path.Combine(Common, "modules", path);
        return File.Exists(Path.Combine(kept, "HEAD")) ? new GitFolder(kept, kept, kept) : null;
    }

    private static GitFolder Open(string top, string directory)
    {
        var common = ReadText(Path.Combine(directory, "commondir"))?.Trim();
        return new GitFolder(top, directory, common is null ? directory : Path.GetFullPath(common, directory));
    }

    private string? Packed(string name)
    {
        var line = ReadText(Path.Combine(Common, "packed-refs"))?.Split('\n').FirstOrDefault(line => line.EndsWith(" " + name, StringComparison.Ordinal));
        return line?[..line.IndexOf(' ', StringComparison.Ordinal)];
    }

    private static string? ReadText(string path) => ReadBytes(path) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>Null where there is no such file; git may pack or remove a reference between a listing and the reading.</summary>
    private static byte[]? ReadBytes(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllBytes(path) : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    [GeneratedRegex("""^\s*\[remote "([^"]+)"\]""", RegexOptions.Multiline)]
    private static partial Regex RemoteSection();

    [GeneratedRegex("^([0-9a-f]{40}|[0-9a-f]{64})$")]
    private static partial Regex ObjectId();
}
