using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Images;

/// <summary>The Buf CLI over one source of contracts: how it is started, and how its findings become diagnostics.</summary>
public sealed class Buf
{
    internal const int FindingsExitCode = 100;
    internal const string CompileRule = "COMPILE";

    private readonly string _path;
    private readonly ContractSource _source;
    private readonly BufSettings _settings;
    private readonly string _folder;
    private readonly Action<string> _started;
    private readonly Lazy<Task<BufWorkspace>> _workspace;

    /// <param name="path">The verified executable.</param>
    /// <param name="folder">Absolute; what packages provide is laid out there.</param>
    /// <param name="started">Told each command line.</param>
    public Buf(string path, ContractSource source, BufSettings settings, string folder, Action<string> started)
    {
        (_path, _source, _settings, _folder, _started) = (path, source, settings, folder, started);
        _workspace = new(PrepareAsync);
    }

    /// <summary>What compiles in its place, where that is possible.</summary>
    internal ProtocCompiler? Compiler => ProtocCompiler.For(_settings.Protoc, _source, _settings.Packaged, _folder, _started);

    /// <param name="only">The import paths to look at; null for all.</param>
    public async Task<(ToolResult Result, IReadOnlyList<Diagnostic> Findings)> RunAsync(
        string command, IEnumerable<string> arguments, Severity severity, CancellationToken cancel, IReadOnlyCollection<string>? only = null)
    {
        var workspace = await _workspace.Value.ConfigureAwait(false);
        string[] all = [command, ".", "--error-format", "json", .. workspace.Arguments(only?.Select(_source.Absolute)), .. arguments];
        var result = await StartAsync(all, workspace.Folder, cancel).ConfigureAwait(false);
        if (result.ExitCode is not (0 or FindingsExitCode))
        {
            throw new DiagnosticException(Codes.BufFailed.With(Where(), command, result.ExitCode, result.Errors.Trim()));
        }

        // `build` tells its findings on standard error, `lint` on standard output; Buf 1.74.0.
        var text = command == "build" ? result.Errors : result.OutputText;
        return (result, result.ExitCode == 0 ? [] : [.. Parse(text, severity, workspace).Distinct().Order()]);
    }

    /// <summary>What the user's deps bring comes before what packages have, so it is fetched before anything is decided.</summary>
    private async Task<BufWorkspace> PrepareAsync()
    {
        foreach (var configuration in _source.Roots.Select(root => root.BufConfiguration).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            var pins = BufLock.Beside(configuration);
            var missing = BufLock.Read(pins).Where(dependency => !_settings.Cache.Has(dependency)).Select(dependency => dependency.Name).ToArray();
            if (missing.Length == 0)
            {
                continue;
            }

            var where = new SourceSpan(_source.DisplayPath(pins));
            if (_settings.Offline)
            {
                throw new DiagnosticException(Codes.DependencyNotCached.With(where, string.Join("', '", missing), _settings.Cache.Folder));
            }

            var result = await StartAsync(["build", ".", "-o", "-"], Path.GetDirectoryName(configuration)!, default).ConfigureAwait(false);
            if (result.ExitCode is not (0 or FindingsExitCode))
            {
                throw new DiagnosticException(Codes.DependencyNotFetched.With(where, string.Join("', '", missing), result.Errors.Trim()));
            }
        }

        return new BufWorkspaces(_settings.Packaged, _settings.Cache, _folder).Of(_source);
    }

    private Task<ToolResult> StartAsync(string[] arguments, string folder, CancellationToken cancel) =>
        ToolProcess.RunAsync(_path, arguments, folder, _settings.Environment, default, _started, cancel);

    private SourceSpan Where() => new(_source.BufConfiguration ?? _source.Root);

    private IEnumerable<Diagnostic> Parse(string text, Severity severity, BufWorkspace workspace)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var found = BufAnnotation.Read(line);
            yield return found is null
                ? Codes.BufSaid.With(Where(), line)
                : new Diagnostic(found.Type, found.Type == CompileRule ? Severity.Error : severity, found.Message, Span(found, workspace));
        }
    }

    private SourceSpan? Span(BufAnnotation found, BufWorkspace workspace) => found.Path is null
        ? Where()
        : new SourceSpan(_source.DisplayPath(workspace.Absolute(found.Path)), found.StartLine, found.StartColumn, found.EndLine, found.EndColumn);
}
