using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Baselines;

/// <summary>The one command that brings what is missing: told to the user, or run where that is allowed.</summary>
internal sealed class BaselineFetch(Git git, bool allowed)
{
    private const int Attempts = 4;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(300);

    private string Remote => git.Repository.Remote ?? "origin";

    private string[] Deepen => git.Repository.IsShallow ? ["--unshallow"] : [];

    public bool IsAllowed => allowed;

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

    /// <returns>False where fetching is not allowed.</returns>
    /// <exception cref="DiagnosticException">The fetch failed.</exception>
    public async Task<bool> TryAsync(IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        for (var attempt = 1; allowed; attempt++)
        {
            var result = await git.TryAsync(arguments, null, cancel).ConfigureAwait(false);
            if (result.ExitCode == 0)
            {
                return true;
            }

            // Projects that build side by side fetch into one repository; git's lock makes one of them wait.
            if (attempt == Attempts || !result.Errors.Contains(".lock'", StringComparison.Ordinal))
            {
                throw new DiagnosticException(Codes.BaselineFetchFailed.With(Command(arguments), result.ExitCode, Git.OneLine(result.Errors)));
            }

            await Task.Delay(s_pause, cancel).ConfigureAwait(false);
        }

        return false;
    }
}
