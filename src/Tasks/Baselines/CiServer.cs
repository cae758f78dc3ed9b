namespace Grpc.Service.Sdk.Baselines;

/// <summary>What the environment says about the server that builds. A variable that is set and empty is not set.</summary>
public static class CiServer
{
    private static readonly string[] s_marks = ["CI", "GITHUB_ACTIONS", "GITLAB_CI", "BITBUCKET_BUILD_NUMBER", "TF_BUILD", "TEAMCITY_VERSION", "JENKINS_URL", "BUILDKITE"];

    /// <summary>Every variable that is read here or by <see cref="PullRequest"/>: other values may mean another baseline.</summary>
    internal static IEnumerable<string> Variables => s_marks.Concat(PullRequest.Variables);

    public static bool IsPresent(IReadOnlyDictionary<string, string> environment) =>
        s_marks.Any(name => Read(environment, name) is { } value && !value.Equals("false", StringComparison.OrdinalIgnoreCase) && value != "0");

    internal static string? Read(IReadOnlyDictionary<string, string> environment, string name) =>
        environment.GetValueOrDefault(name)?.Trim() is { Length: > 0 } value ? value : null;
}
