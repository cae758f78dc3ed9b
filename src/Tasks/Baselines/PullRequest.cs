using System.Text.RegularExpressions;

namespace Grpc.Service.Sdk.Baselines;

/// <summary>A pull request, as the CI announces it.</summary>
/// <param name="Server">Whose variables say so.</param>
/// <param name="Base">The commit to compare with, where the CI names it.</param>
/// <param name="IsTip">
/// <paramref name="Base"/> is the target's tip: it holds for a checkout into which the target was merged; else what the two
/// have in common does, or what the target has since gained would look deleted here.
/// </param>
/// <param name="MergeCommit">The merge of both sides that the CI made, where it names it; null with <paramref name="IsMerged"/>: HEAD, if it is a merge.</param>
/// <param name="IsMerged">The CI checks such a merge out; its first parent is the target.</param>
/// <param name="Target">The target's branch, without <c>refs/heads/</c>.</param>
internal sealed partial record PullRequest(string Server, string? Base, bool IsTip, string? MergeCommit, bool IsMerged, string? Target)
{
    private const string Heads = "refs/heads/";

    public static readonly string[] Variables =
    [
        "GITHUB_EVENT_NAME", "GITHUB_REF", "GITHUB_SHA", "GITHUB_BASE_REF",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA", "CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
        "BITBUCKET_PR_ID", "BITBUCKET_PR_DESTINATION_COMMIT", "BITBUCKET_PR_DESTINATION_BRANCH",
        "BUILD_REASON", "BUILD_SOURCEBRANCH", "BUILD_SOURCEVERSION", "SYSTEM_PULLREQUEST_PULLREQUESTID", "SYSTEM_PULLREQUEST_TARGETBRANCH",
    ];

    /// <returns>Null where no pull request is announced.</returns>
    public static PullRequest? Of(IReadOnlyDictionary<string, string> environment)
    {
        string? Read(string name) => CiServer.Read(environment, name);
        return GitHub(Read) ?? GitLab(Read) ?? Bitbucket(Read) ?? Azure(Read);
    }

    // pull_request_target builds the target itself; whatever a workflow then checks out, only the history can tell.
    private static PullRequest? GitHub(Func<string, string?> read)
    {
        var isMerged = MergeRef().IsMatch(read("GITHUB_REF") ?? "");
        return isMerged || read("GITHUB_EVENT_NAME") is "pull_request" or "pull_request_target"
            ? new PullRequest("GitHub", null, false, isMerged ? read("GITHUB_SHA") : null, isMerged, read("GITHUB_BASE_REF"))
            : null;
    }

    // A merged-results pipeline builds both sides merged: against the diff's base it would be blamed for what the target did since.
    private static PullRequest? GitLab(Func<string, string?> read) =>
        (read("CI_MERGE_REQUEST_TARGET_BRANCH_SHA") ?? read("CI_MERGE_REQUEST_DIFF_BASE_SHA")) is { } commit
            ? new PullRequest("GitLab", commit, false, null, false, read("CI_MERGE_REQUEST_TARGET_BRANCH_NAME"))
            : null;

    private static PullRequest? Bitbucket(Func<string, string?> read) =>
        read("BITBUCKET_PR_DESTINATION_COMMIT") is { } commit || read("BITBUCKET_PR_ID") is not null
            ? new PullRequest("Bitbucket", read("BITBUCKET_PR_DESTINATION_COMMIT"), true, null, false, read("BITBUCKET_PR_DESTINATION_BRANCH"))
            : null;

    private static PullRequest? Azure(Func<string, string?> read)
    {
        var target = read("SYSTEM_PULLREQUEST_TARGETBRANCH");
        if (read("BUILD_REASON") != "PullRequest" && target is null && read("SYSTEM_PULLREQUEST_PULLREQUESTID") is null)
        {
            return null;
        }

        var branch = target?.StartsWith(Heads, StringComparison.Ordinal) == true ? target[Heads.Length..] : target;
        return new PullRequest("Azure Pipelines", null, false, read("BUILD_SOURCEVERSION"), true, branch);
    }

    [GeneratedRegex("^refs/pull/[0-9]+/merge$")]
    private static partial Regex MergeRef();
}
