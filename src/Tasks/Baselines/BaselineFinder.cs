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
        var choice = await new BaselineLadder(request, git, IsUnchangedSince).ChooseAsync(cancel).ConfigureAwait(false);
        return choice.Commit is null
            ? new Baseline("", null, choice.Reason, null, false, choice.Findings)
            : await CompareAsync(git, choice, await ReadAsync(git, choice.Commit, cancel).ConfigureAwait(false), cancel).ConfigureAwait(false);

        async Task<bool> IsUnchangedSince(string commit, CancellationToken token) => (await ReadAsync(git, commit, token).ConfigureAwait(false)).IsEqualTo(request.Source);
    }

    /// <summary>Each root as the commit has it; one that lies in another repository than the first is not this commit's.</summary>
    private async Task<BaselineContract> ReadAsync(Git git, string commit, CancellationToken cancel)
    {
        var roots = new List<BaselineRoot>();
        foreach (var root in request.Source.Roots)
        {
            var source = request.Source.Of(root);
            var place = ContractPlace.Of(source);
            var isHere = place is not null && place.Repository.Top == git.Repository.Top;
            var tree = isHere ? await new BaselineTreeReader(git, place!, request with { Source = source }).ReadAsync(commit, cancel).ConfigureAwait(false) : null;
            roots.Add(new BaselineRoot(root, tree is null ? null : tree with { Excluded = [.. root.Excluded.Select(folder => root.ImportPath(folder)!)] }, !isHere));
        }

        return new BaselineContract(roots);
    }

    private async Task<Baseline> CompareAsync(Git git, BaselineChoice choice, BaselineContract contract, CancellationToken cancel)
    {
        Diagnostic[] findings = [.. contract.Roots.Select(root => Told(root, choice.Name)).OfType<Diagnostic>()];
        if (contract.Compared.All(root => root.Tree is null))
        {
            return new Baseline(choice.Name, choice.Commit, choice.Reason, null, false, findings);
        }

        var isEqual = contract.IsEqualTo(request.Source);
        var image = isEqual ? null : await new BaselineImage(request, buf, git, started).GetAsync(choice.Name, contract, cancel).ConfigureAwait(false);
        return new Baseline(choice.Name, choice.Commit, choice.Reason, image, isEqual, findings) { Holders = contract.Holders };
    }

    /// <summary>What is worth telling of a root: nothing of one that others only import from.</summary>
    private Diagnostic? Told(BaselineRoot root, string name)
    {
        var display = request.Source.DisplayPath(root.Present.Folder);
        return root.Present.IsImportOnly && request.Source.Roots.Count > 1 ? null
            : root.IsElsewhere ? Codes.RootNotCompared.With(display, request.Source.ProjectDirectory)
            : root.Tree is null ? Codes.ContractNotInBaseline.With(display, name)
            : root.Tree.IsMoved ? Codes.ContractMoved.With(display, root.Tree.Root, name)
            : null;
    }

    /// <summary>A container builds without a repository, and that is fine, unless someone counts on the comparison.</summary>
    private Baseline Without(string why, IReadOnlyList<Diagnostic> findings)
    {
        var isCountedOn = request.IsAsked || PullRequest.Of(request.Environment) is not null;
        return new Baseline("", null, $"No baseline: {why}.", null, false, isCountedOn ? [.. findings.Select(finding => finding with { Severity = Severity.Error })] : findings);
    }
}
