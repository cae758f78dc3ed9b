using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Baselines;

/// <param name="Name">What people call it: <c>v1.2.0</c>, <c>origin/main</c>; empty where there is none.</param>
/// <param name="Commit">Its id, present in the clone; null: there is nothing to compare with, and <paramref name="Findings"/> says why.</param>
/// <param name="Reason">One sentence for the log.</param>
internal sealed record BaselineChoice(string Name, string? Commit, string Reason, IReadOnlyList<Diagnostic> Findings);

/// <summary>
/// Which commit a contract is compared with: what was asked for, else the pull request's base, else where this branch left
/// the remote's default branch, else the last release, else nothing.
/// </summary>
/// <param name="isUnchangedSince">Whether the contract's working files are those of a commit; asked only where it decides.</param>
internal sealed class BaselineLadder(BaselineRequest request, Git git, Func<string, CancellationToken, Task<bool>> isUnchangedSince)
{
    private const string HeadName = "HEAD";
    private static readonly string[] s_usualBranches = ["main", "master"];
    private readonly GitFolder _repository = git.Repository;
    private readonly BaselineFetch _fetch = new(git, request.Fetch, request.CacheDirectory);

    /// <exception cref="DiagnosticException">What was asked for or announced cannot be had; the message says how it can.</exception>
    public async Task<BaselineChoice> ChooseAsync(CancellationToken cancel)
    {
        if (request.IsAsked)
        {
            return await AskedAsync(request.Baseline!.Trim(), cancel).ConfigureAwait(false);
        }

        var head = await ResolveAsync(HeadName, cancel).ConfigureAwait(false);
        if (PullRequest.Of(request.Environment) is { } pull)
        {
            return await PullRequestAsync(pull, head ?? throw Missing(HeadName, _fetch.Named(HeadName)), cancel).ConfigureAwait(false);
        }

        if (head is null)
        {
            return Nothing("the repository has no commit");
        }

        var isCi = CiServer.IsPresent(request.Environment);
        return (isCi ? null : await BranchPointAsync(head, cancel).ConfigureAwait(false))
            ?? await (_repository.IsShallow ? _fetch.BringAsync(() => ReleaseAsync(head, cancel), _fetch.Tags, cancel) : ReleaseAsync(head, cancel)).ConfigureAwait(false)
            ?? WithoutRelease(isCi);
    }

    private async Task<BaselineChoice> AskedAsync(string asked, CancellationToken cancel)
    {
        var command = _fetch.Named(asked);
        var found = await _fetch.BringAsync(() => CommitOfAsync(asked, cancel), command, cancel).ConfigureAwait(false);
        return found is null
            ? throw new DiagnosticException(Codes.BaselineRefMissing.With(asked, _repository.Top, BaselineFetch.Command(command)))
            : Choice(asked, found, "GrpcBaseline names it");
    }

    private async Task<string?> CommitOfAsync(string asked, CancellationToken cancel)
    {
        if (asked.Contains('\n', StringComparison.Ordinal))
        {
            return null;
        }

        // A CI's clone has a branch as the remote's alone.
        var found = await GitObjects.LookUpAsync(
            git, [asked + "^{commit}", asked, $"refs/remotes/{_repository.Remote ?? "origin"}/{asked}^{{commit}}"], followLinks: false, cancel).ConfigureAwait(false);
        return found[0]?.Id ?? (found[1] is { } other ? throw new DiagnosticException(Codes.BaselineNotACommit.With(asked, other.Type)) : found[2]?.Id);
    }

    private async Task<BaselineChoice> PullRequestAsync(PullRequest pull, string head, CancellationToken cancel)
    {
        if (pull.Base is { } given)
        {
            var commit = await HaveAsync(given, given.Length < BlobId.Sha1Length && pull.Target is { } branch ? _fetch.Branch(branch) : _fetch.Commit(given), cancel).ConfigureAwait(false);
            var common = pull.IsTip ? await MergeBaseAsync(head, commit, cancel).ConfigureAwait(false) : null;
            return Choice(pull.Target, common ?? commit, $"{pull.Server} gives it as the pull request's base");
        }

        if (pull.IsMerged && (pull.MergeCommit is null || pull.MergeCommit == head))
        {
            var parents = await GitObjects.ParentsAsync(git, head, cancel).ConfigureAwait(false);
            if (parents.Count > 1)
            {
                var commit = await HaveAsync(parents[0], _fetch.Commit(parents[0]), cancel).ConfigureAwait(false);
                return Choice(pull.Target, commit, $"it is the first parent of the merge that {pull.Server} made");
            }
        }

        return await LeftTargetAsync(pull, head, cancel).ConfigureAwait(false);
    }

    /// <summary>The workflow checked out something else than the merge: only the history tells where it left the target.</summary>
    private async Task<BaselineChoice> LeftTargetAsync(PullRequest pull, string head, CancellationToken cancel)
    {
        var target = pull.Target is { } branch ? $"refs/remotes/{_repository.Remote ?? "origin"}/{branch}" : DefaultBranch();
        var command = _fetch.Branch(pull.Target ?? "HEAD");
        var name = pull.Target ?? Short(target);
        var commit = await _fetch.BringAsync(() => MergeBaseAsync(head, target, cancel), command, cancel).ConfigureAwait(false);
        return commit is null
            ? throw new DiagnosticException(Codes.BaselineHistoryMissing.With(name, _repository.Top, BaselineFetch.Command(command)))
            : Choice(name, commit, $"there this branch left the target of the pull request that {pull.Server} announces");
    }

    private async Task<BaselineChoice?> BranchPointAsync(string head, CancellationToken cancel)
    {
        if (_repository.Remote is null)
        {
            return null;
        }

        var branch = DefaultBranch();
        var commit = await MergeBaseAsync(head, branch, cancel).ConfigureAwait(false);
        return commit is null || (commit == head && await isUnchangedSince(head, cancel).ConfigureAwait(false))
            ? null
            : Choice(Short(branch), commit, "there this branch left the remote's default branch");
    }

    private async Task<BaselineChoice?> ReleaseAsync(string head, CancellationToken cancel)
    {
        var patterns = request.Tags.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var listed = await git.RunAsync(
            [
                "for-each-ref", $"--merged={head}", "--format=%(objecttype) %(objectname) %(*objecttype) %(*objectname) %(refname)",
                .. patterns.Select(pattern => "refs/tags/" + pattern),
            ],
            null,
            cancel).ConfigureAwait(false);
        var tags =
            from line in listed.OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            let words = line.Split(' ')
            let name = words[4]["refs/tags/".Length..]
            let version = patterns.Select(pattern => VersionTag.Of(name, pattern)).FirstOrDefault(version => version is not null)
            where version is { IsPrerelease: false }
            orderby version descending
            select (Version: version, Type: words[0], Id: words[1], TaggedType: words[2], Tagged: words[3]);
        foreach (var tag in tags)
        {
            var commit = (tag.Type, tag.TaggedType) switch
            {
                ("commit", _) => tag.Id,
                (_, "commit") => tag.Tagged,
                _ => (await GitObjects.LookUpAsync(git, [$"refs/tags/{tag.Version.Name}^{{commit}}"], followLinks: false, cancel).ConfigureAwait(false))[0]?.Id,
            };

            // A release built at its own tag would be compared with itself; an edit after it is compared with it.
            if (commit is not null && (commit != head || !await isUnchangedSince(head, cancel).ConfigureAwait(false)))
            {
                return Choice(tag.Version.Name, commit, "it is the highest release that this commit contains");
            }
        }

        return null;
    }

    private BaselineChoice WithoutRelease(bool isCi)
    {
        if (!_repository.IsShallow)
        {
            return Nothing("no release is tagged before this commit");
        }

        var found = Codes.ShallowWithoutTags.With(_repository.Top, request.Tags, BaselineFetch.Command(_fetch.Tags));
        return new BaselineChoice("", null, "No baseline: the clone is shallow.", [found with { Severity = isCi ? Severity.Warning : Severity.Message }]);
    }

    private BaselineChoice Nothing(string why) => new(
        "", null, $"No baseline: {why}.", [Codes.NoBaselineYet.With(request.Source.DisplayPath(request.Source.Root), why, request.Tags)]);

    /// <param name="name">Null: nobody has a name for it, and its id is one that git resolves.</param>
    private static BaselineChoice Choice(string? name, string commit, string why) =>
        new(name ?? commit[..12], commit, name is null ? $"The baseline is {commit[..12]}: {why}." : $"The baseline is {name} at {commit[..12]}: {why}.", []);

    /// <returns>The id of a commit that is here, fetched if need be and allowed.</returns>
    private async Task<string> HaveAsync(string commit, IReadOnlyList<string> command, CancellationToken cancel)
    {
        async Task<string?> LookUp() => (await GitObjects.LookUpAsync(git, [commit + "^{commit}"], followLinks: false, cancel).ConfigureAwait(false))[0]?.Id;
        return await _fetch.BringAsync(LookUp, command, cancel).ConfigureAwait(false) ?? throw Missing(commit, command);
    }

    private DiagnosticException Missing(string what, IReadOnlyList<string> command) =>
        new(Codes.BaselineObjectMissing.With(what, _repository.Top, BaselineFetch.Command(command)));

    private async Task<string?> MergeBaseAsync(string head, string other, CancellationToken cancel)
    {
        // 1: no common ancestor, 128: no such branch. Either way, there is none to be had here.
        var result = await git.TryAsync(["merge-base", head, other], null, cancel).ConfigureAwait(false);
        return result.ExitCode == 0 ? result.OutputText.Trim() : null;
    }

    private async Task<string?> ResolveAsync(string name, CancellationToken cancel) => _repository.Read(name) is { IsKnown: true } reference
        ? reference.Id
        : (await GitObjects.LookUpAsync(git, [name + "^{commit}"], followLinks: false, cancel).ConfigureAwait(false))[0]?.Id;

    /// <summary>What the remote's HEAD was when it was cloned; a repository that was made and pushed has none, and is asked for the usual names.</summary>
    private string DefaultBranch()
    {
        var remote = $"refs/remotes/{_repository.Remote ?? "origin"}/";
        return _repository.ReadSymbolic(remote + HeadName)
            ?? s_usualBranches.Select(name => remote + name).FirstOrDefault(name => _repository.Read(name).Id is not null)
            ?? remote + HeadName;
    }

    private static string Short(string reference) => reference["refs/remotes/".Length..];
}
