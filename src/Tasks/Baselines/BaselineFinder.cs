using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Baselines;

/// <summary>
/// Finds what a contract is compared with, and makes its image. Three steps: the ladder chooses a commit, its tree is held
/// against the working files, and only where they differ the commit's files are compiled.
/// </summary>
/// <param name="buf">The verified Buf CLI.</param>
/// <param name="started">Told each command line.</param>
public sealed class BaselineFinder(BaselineRequest request, Tool buf, Action<string> started)
{
    /// <returns>What went wrong is among the findings; nothing is thrown for it.</returns>
    public async Task<Baseline> FindAsync(CancellationToken cancel)
    {
        try
        {
            return BaselineImageFile.Find(request) is { } file
                ? new Baseline(request.Baseline!.Trim(), null, $"The baseline is the image '{file}': GrpcBaseline names it.", BaselineImageFile.Read(file), false, [])
                : await FromGitAsync(cancel).ConfigureAwait(false);
        }
        catch (DiagnosticException exception)
        {
            return Without("it could not be had", exception.Diagnostics);
        }
    }

    private async Task<Baseline> FromGitAsync(CancellationToken cancel)
    {
        var project = request.Source.ProjectDirectory;
        if (ContractPlace.Of(request.Source) is not { } place)
        {
            return Without("the project is in no git repository", [Codes.NotARepository.With(project)]);
        }

        if (Git.Find(request.Environment) is not { } path)
        {
            return Without("there is no git on the PATH", [Codes.GitMissing.With(project)]);
        }

        var git = new Git(path, place.Repository, request.Environment, started);
        var reader = new BaselineTreeReader(git, place, request);
        var choice = await new BaselineLadder(request, git, IsUnchangedSince).ChooseAsync(cancel).ConfigureAwait(false);
        return choice.Commit is null
            ? new Baseline("", null, choice.Reason, null, false, choice.Findings)
            : await CompareAsync(git, choice, await reader.ReadAsync(choice.Commit, cancel).ConfigureAwait(false), cancel).ConfigureAwait(false);

        async Task<bool> IsUnchangedSince(string commit, CancellationToken token) =>
            await reader.ReadAsync(commit, token).ConfigureAwait(false) is { } tree && tree.IsEqualTo(request.Source);
    }

    private async Task<Baseline> CompareAsync(Git git, BaselineChoice choice, BaselineTree? tree, CancellationToken cancel)
    {
        var root = request.Source.DisplayPath(request.Source.Root);
        if (tree is null)
        {
            return new Baseline(choice.Name, choice.Commit, choice.Reason, null, false, [Codes.ContractNotInBaseline.With(root, choice.Name)]);
        }

        Diagnostic[] findings = tree.IsMoved ? [Codes.ContractMoved.With(root, tree.Root, choice.Name)] : [];
        var isEqual = tree.IsEqualTo(request.Source);
        var image = isEqual ? null : await new BaselineImage(request, buf, git, started).GetAsync(choice.Name, tree, cancel).ConfigureAwait(false);
        return new Baseline(choice.Name, choice.Commit, choice.Reason, image, isEqual, findings)
        {
            Protos = [.. tree.Protos.Keys.Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>A container builds without a repository, and that is fine, unless someone counts on the comparison.</summary>
    private Baseline Without(string why, IReadOnlyList<Diagnostic> findings)
    {
        var isCountedOn = request.IsAsked || PullRequest.Of(request.Environment) is not null;
        return new Baseline("", null, $"No baseline: {why}.", null, false, isCountedOn ? [.. findings.Select(finding => finding with { Severity = Severity.Error })] : findings);
    }
}
