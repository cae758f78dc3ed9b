using System.Text;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Baselines;

/// <summary>
/// The git of this machine, in one repository. A hook's variables (GIT_DIR, GIT_INDEX_FILE) would point it elsewhere, so
/// none of the kind reaches it.
/// </summary>
/// <param name="path">The executable, as <see cref="Find"/> found it.</param>
/// <param name="environment">The build's; what git gets is made from it.</param>
/// <param name="started">Told each command line.</param>
internal sealed class Git(string path, GitFolder repository, IReadOnlyDictionary<string, string> environment, Action<string> started)
{
    // A fetch that the user allowed must reach the server the way the user's own does.
    private static readonly string[] s_transport = ["GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_ASKPASS", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH"];

    public GitFolder Repository => repository;

    /// <returns>The executable on the environment's PATH; null where there is none, which is no fault.</returns>
    public static string? Find(IReadOnlyDictionary<string, string> environment)
    {
        var name = OperatingSystem.IsWindows() ? "git.exe" : "git";
        return environment.GetValueOrDefault("PATH", environment.GetValueOrDefault("Path", ""))
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathRooted)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }

    public Git In(GitFolder other) => new(path, other, environment, started);

    /// <summary>Runs git; an exit code other than 0 is the caller's to read.</summary>
    /// <exception cref="DiagnosticException">Git refuses this repository, or an object of it is damaged.</exception>
    public async Task<ToolResult> TryAsync(IReadOnlyList<string> arguments, string? input, CancellationToken cancel)
    {
        // A submodule that is no longer checked out has no folder to run in, and its configuration may name one that is gone.
        string[] place = repository.Top == repository.Directory ? [$"--git-dir={repository.Directory}", $"--work-tree={repository.Top}"] : [];
        var result = await ToolProcess.RunAsync(
            path, [.. place, .. arguments], repository.Top, Environment(arguments[0] == "fetch"), Encoding.UTF8.GetBytes(input ?? ""), started, cancel).ConfigureAwait(false);
        if (result.Errors.Contains("dubious ownership", StringComparison.Ordinal) || result.Errors.Contains("unsafe repository", StringComparison.Ordinal))
        {
            throw new DiagnosticException(Codes.GitRefusesOwner.With(repository.Top));
        }

        return GitDamage.IsToldIn(result.Errors)
            ? throw new DiagnosticException(Codes.GitObjectDamaged.With(repository.Top, OneLine(result.Errors)))
            : result;
    }

    /// <exception cref="DiagnosticException">Also: git ended with an exit code other than 0.</exception>
    public async Task<ToolResult> RunAsync(IReadOnlyList<string> arguments, string? input, CancellationToken cancel)
    {
        var result = await TryAsync(arguments, input, cancel).ConfigureAwait(false);
        return result.ExitCode == 0
            ? result
            : throw new DiagnosticException(Codes.GitFailed.With(string.Join(' ', arguments), repository.Top, result.ExitCode, OneLine(result.Errors)));
    }

    public static string OneLine(string text) =>
        string.Join(" | ", text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private Dictionary<string, string> Environment(bool isFetch)
    {
        var clean = environment.Where(variable => !variable.Key.StartsWith("GIT_", StringComparison.OrdinalIgnoreCase) || (isFetch && s_transport.Contains(variable.Key)))
            .ToDictionary(StringComparer.Ordinal);
        clean["LC_ALL"] = "C";
        clean["LANGUAGE"] = "";
        // A build has nobody to ask for a password, writes no index on the side, and takes the objects that the ids name.
        clean["GIT_TERMINAL_PROMPT"] = "0";
        clean["GIT_OPTIONAL_LOCKS"] = "0";
        clean["GIT_NO_REPLACE_OBJECTS"] = "1";
        return clean;
    }
}
