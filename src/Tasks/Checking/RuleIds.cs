using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Checking;

/// <summary>Whose an id is: ours, Buf's for breaking changes, or that of a lint rule.</summary>
public static class RuleIds
{
    /// <summary>Every other id is one of lint: what a plugin in buf.yaml adds has a name of its own.</summary>
    public static bool IsLint(string code) => !IsOurs(code) && code != Buf.CompileRule && !BreakingRuleTable.IsRule(code);

    public static bool IsOurs(string code) => code.StartsWith("GRPC", StringComparison.Ordinal);
}
