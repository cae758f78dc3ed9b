using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Protoc;
using Grpc.Service.Sdk.Rendering;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>
/// Runs the user's own generators, each in one process over all that is generated: one may write a single file about everything, so none is
/// given less.
/// </summary>
internal sealed class PluginStage(PipelineRequest request, Tool protoc, IPipelineSink sink)
{
    private const string Staging = "plugins";
    private const string ImageName = "image-plugins.binpb";

    /// <exception cref="DiagnosticException">A plugin is not there, fails, or wants a folder that has an owner.</exception>
    public async Task<IReadOnlyList<RenderedFile>> RunAsync(Image image, IReadOnlyList<string> protos, CancellationToken cancel)
    {
        if (request.Plugins.Count == 0)
        {
            return [];
        }

        var watch = StageWatch.Start();
        var staging = Path.Combine(request.StateDirectory, Staging);
        if (Directory.Exists(staging))
        {
            Directory.Delete(staging, recursive: true);
        }

        var slice = image.Slice(protos.ToHashSet(StringComparer.Ordinal), image.Closure(protos));
        await File.WriteAllBytesAsync(Path.Combine(request.StateDirectory, ImageName), slice, cancel).ConfigureAwait(false);
        var files = new List<RenderedFile>();
        foreach (var plugin in request.Plugins)
        {
            Check(plugin);
            var output = new ProtocOutput(plugin.Name, plugin.Name, plugin.OutputDir, plugin.Options);
            var invocation = new ProtocInvocation(ImageName, Staging, [(output, plugin.Path)], protos);
            var complaints = await ProtocRunner.RunAsync(protoc.Path, invocation, $"plugin-{plugin.Name}.args", request.StateDirectory, sink.Detail, cancel).ConfigureAwait(false);
            if (complaints.Count > 0)
            {
                throw new DiagnosticException([.. complaints.Select(complaint => Codes.PluginFailed.With(plugin.Name, complaint.Message))]);
            }
        }

        foreach (var path in Directory.EnumerateFiles(staging, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            files.Add(RenderedFile.InStaging(Path.GetRelativePath(staging, path).Replace('\\', '/'), path, FileHash.OfFile(path)));
        }

        sink.Stage(watch.Line("plugins", $"{Plural.Of(files.Count, "file")} by {string.Join(", ", request.Plugins.Select(plugin => plugin.Name))}"));
        return files;
    }

    /// <summary>What the output depends on beside the contracts; nothing is started for it.</summary>
    public static void AddTo(KeyHash key, PipelineRequest request)
    {
        foreach (var plugin in request.Plugins)
        {
            var file = plugin.Path is { } path && File.Exists(path) ? new FileInfo(path) : null;
            key.Add("plugin " + plugin.Name, $"{plugin.OutputDir} {string.Join('\n', plugin.Options)} {plugin.Path} {file?.Length} {file?.LastWriteTimeUtc.Ticks}");
        }
    }

    private void Check(PluginRequest plugin)
    {
        if (plugin.Path is { } path && !File.Exists(path))
        {
            throw new DiagnosticException(Codes.PluginMissing.With(path, plugin.Name));
        }

        string[] taken = [.. request.Languages, "docs", "config"];
        if (taken.Contains(plugin.OutputDir.Split('/')[0], StringComparer.OrdinalIgnoreCase) || FolderPath.Below(request.OutputDirectory, Path.GetFullPath(plugin.OutputDir, request.OutputDirectory)) is null or ".")
        {
            throw new DiagnosticException(Codes.PluginFolderTaken.With(plugin.OutputDir, plugin.Name, string.Join("', '", taken)));
        }
    }
}
