namespace Grpc.Service.Sdk.Protoc;

/// <summary>
/// One run of protoc, as a value. It runs in the state folder, where every name is relative and plain: protoc splits
/// <c>--descriptor_set_in</c> at <c>:</c> or <c>;</c>, and long command lines overflow on Windows.
/// </summary>
/// <param name="Image">The descriptor set, relative to the working directory.</param>
/// <param name="Staging">The folder that outputs go to, relative too.</param>
/// <param name="Outputs">Generators, each with its plugin's absolute path or null.</param>
/// <param name="Files">Import paths of the files to generate.</param>
public sealed record ProtocInvocation(
    string Image, string Staging, IReadOnlyList<(ProtocOutput Output, string? PluginPath)> Outputs, IReadOnlyList<string> Files)
{
    /// <summary>The argument file's lines: one argument each, without quoting.</summary>
    public IEnumerable<string> Arguments() =>
    [
        "--descriptor_set_in=" + Image,
        .. Outputs.SelectMany(Arguments),
        .. Files,
    ];

    public string OutputFolder(ProtocOutput output) => $"{Staging}/{output.Output}";

    private IEnumerable<string> Arguments((ProtocOutput Output, string? PluginPath) generator)
    {
        var (output, plugin) = generator;
        if (plugin is not null)
        {
            yield return $"--plugin=protoc-gen-{output.Plugin}={plugin}";
        }

        yield return $"--{output.Plugin}_out={OutputFolder(output)}";
        foreach (var parameter in output.Parameters)
        {
            yield return $"--{output.Plugin}_opt={parameter}";
        }
    }
}
