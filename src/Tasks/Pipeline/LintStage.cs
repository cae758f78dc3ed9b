using Grpc.Service.Sdk.Checking;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>Lints beside the other stages: everything at first, afterwards what a change can have reached.</summary>
internal sealed class LintStage(PipelineRequest request, ContractSource source, Tool tool, Buf buf, ProtoStates? last, IPipelineSink sink)
{
    /// <summary>
    /// The key of what decides the findings beside the contracts; null where they cannot be kept: a buf.yaml of the user's may hold rules
    /// that look at all files at once.
    /// </summary>
    public string? Key { get; } = source.BufConfiguration is null && request.Lint ? KeyOf(tool) : null;

    /// <param name="protos">What the present image says of the protos; null when they do not compile, which is reported elsewhere.</param>
    public async Task<IReadOnlyList<Diagnostic>> RunAsync(Func<Task<IReadOnlyDictionary<string, ProtoFacts>?>> protos, CancellationToken cancel)
    {
        if (!request.Lint)
        {
            return [];
        }

        var watch = StageWatch.Start();
        var (scope, kept) = last is not null && Key is not null && last.Lint == Key ? Narrow(last, await protos().ConfigureAwait(false)) : (null, []);
        var found = scope is { Count: 0 } ? [] : await Linter.RunAsync(buf, source, scope, cancel).ConfigureAwait(false);
        Diagnostic[] all = [.. kept.Concat(found).Distinct().Order()];
        sink.Stage(watch.Line("lint", $"{Plural.Of(all.Length, "finding")} in {Plural.Of(source.Protos.Count, "proto")}{(scope is null ? "" : $", {scope.Count} of them looked at again")}"));
        return all;
    }

    private (IReadOnlyList<string>? Scope, IReadOnlyList<Diagnostic> Kept) Narrow(ProtoStates before, IReadOnlyDictionary<string, ProtoFacts>? now)
    {
        var files = source.Protos.ToHashSet(StringComparer.Ordinal);
        var places = files.ToDictionary(source.Display, name => name, StringComparer.Ordinal);
        if (now is null || LintScope.Of(before.Protos, now) is not { } scope || before.Findings.Any(finding => finding.Span is not { } span || !places.ContainsKey(span.File)))
        {
            return (null, []);
        }

        files.ExceptWith(scope);
        return (scope, [.. before.Findings.Where(finding => files.Contains(places[finding.Span!.File]))]);
    }

    private static string KeyOf(Tool tool)
    {
        using var key = new KeyHash().Add("sdk", $"{typeof(LintStage).Module.ModuleVersionId}").Add("buf", tool.Hash);
        return key.Finish();
    }
}
