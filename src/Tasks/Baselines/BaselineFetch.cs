using System.Text;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Baselines;

/// <summary>The one command that brings what is missing: told to the user, or run where that is allowed.</summary>
/// <param name="cacheDirectory">The user's cache: who fetches into a repository holds a file there.</param>
internal sealed class BaselineFetch(Git git, bool allowed, string cacheDirectory)
{
    private const string Unshallow = "--unshallow";
    private const int Attempts = 20;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private string Remote => git.Repository.Remote ?? "origin";

    private string[] Deepen => git.Repository.IsShallow ? [Unshallow] : [];

    /// <summary>A commit alone, with its tree: no history is needed to compare with it.</summary>
    public IReadOnlyList<string> Commit(string id) => ["fetch", "--depth=1", Remote, id];

    /// <summary>All history, so that what two branches have in common is in it.</summary>
    public IReadOnlyList<string> Branch(string name) => ["fetch", .. Deepen, Remote, $"+refs/heads/{name}:refs/remotes/{Remote}/{name}"];

    public IReadOnlyList<string> Tags => ["fetch", .. Deepen, "--tags", Remote];

    /// <summary>A name that was given: a commit's id, a remote's branch or, most often, a tag.</summary>
    public IReadOnlyList<string> Named(string reference)
    {
        if (reference.Length is 40 or 64 && reference.All(char.IsAsciiHexDigitLower))
        {
            return Commit(reference);
        }

        var tracking = Remote + "/";
        return reference.StartsWith(tracking, StringComparison.Ordinal)
            ? ["fetch", Remote, $"+refs/heads/{reference[tracking.Length..]}:refs/remotes/{reference}"]
            // Of a whole clone, a depth would cut the history that it has.
            : ["fetch", .. git.Repository.IsShallow ? ["--depth=1"] : Array.Empty<string>(), Remote, "tag", reference];
    }

    public static string Command(IReadOnlyList<string> arguments) => "git " + string.Join(' ', arguments);

    /// <summary>Looks for something, and again after having it fetched, where that is allowed.</summary>
    /// <exception cref="DiagnosticException">The fetch failed.</exception>
    public async Task<T?> BringAsync<T>(Func<Task<T?>> lookUp, IReadOnlyList<string> arguments, CancellationToken cancel) where T : class
    {
        var found = await lookUp().ConfigureAwait(false);

        // A name that is an option to git is no name; what a setting or a server says is not trusted that far.
        if (found is not null || !allowed || arguments[^1].StartsWith('-'))
        {
            return found;
        }

        using var turn = await TurnAsync(cancel).ConfigureAwait(false);
        return await lookUp().ConfigureAwait(false) ?? await FetchedAsync().ConfigureAwait(false);

        async Task<T?> FetchedAsync()
        {
            await RunAsync(arguments, cancel).ConfigureAwait(false);
            return await lookUp().ConfigureAwait(false);
        }
    }

    private async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        // Whoever had the turn before may have brought the whole history.
        string[] present = [.. arguments.Where(argument => argument != Unshallow || git.Repository.IsShallow)];
        for (var attempt = 1; ; attempt++)
        {
            var result = await git.TryAsync(present, null, cancel).ConfigureAwait(false);
            if (result.ExitCode == 0)
            {
                return;
            }

            // Someone else's git may hold its lock for a moment.
            if (attempt == Attempts || !result.Errors.Contains(".lock'", StringComparison.Ordinal))
            {
                throw new DiagnosticException(Codes.BaselineFetchFailed.With(Command(present), result.ExitCode, Git.OneLine(result.Errors)));
            }

            await Task.Delay(s_pause, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Projects that build side by side fetch into one repository, which git lets one process do at a time.</summary>
    private async Task<FileStream> TurnAsync(CancellationToken cancel)
    {
        var path = Path.Combine(cacheDirectory, "fetch", FileHash.OfBytes(Encoding.UTF8.GetBytes(git.Repository.Common)));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException exception) when (exception.HResult is 11 or 35 or unchecked((int)0x80070020))
            {
                await Task.Delay(s_pause, cancel).ConfigureAwait(false);
            }
        }
    }
}
