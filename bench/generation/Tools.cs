using CliWrap;

namespace Grpc.Service.Sdk.Bench.Generation;

/// <summary>The tools by hand, for what they need without any build around them.</summary>
internal sealed class Tools
{
    private readonly string _output;
    private readonly string _buf;
    private readonly string _protoc;

    /// <param name="root">Where import paths start.</param>
    /// <param name="output">A folder for what they write.</param>
    /// <param name="buf">A folder that has Buf somewhere below.</param>
    /// <param name="packages">NuGet's folder, for Grpc.Tools' and the common protos.</param>
    public Tools(string root, string output, string buf, string packages)
    {
        (Root, _output) = (root, output);
        _buf = Directory.EnumerateFiles(buf, "buf", SearchOption.AllDirectories).First();
        _protoc = Directory.EnumerateFiles(Path.Combine(packages, "grpc.tools"), "protoc", SearchOption.AllDirectories)
            .First(path => path.Contains(OperatingSystem.IsMacOS() ? "macosx" : "linux_x64", StringComparison.Ordinal));
        Directory.CreateDirectory(output);
    }

    public string Root { get; }

    public string Output(string name) => Path.Combine(_output, name);

    /// <summary>Findings of the lint are none of the bench's concern.</summary>
    public Task BufAsync(string command, params string[] arguments) =>
        Cli.Wrap(_buf).WithArguments([command, ".", .. arguments]).WithWorkingDirectory(Root).WithValidation(CommandResultValidation.None).ExecuteAsync().Task;

    public Task CompileAsync(string image, IEnumerable<string> files) =>
        RunAsync(image, [.. Sources(), "--include_imports", "--include_source_info", "--descriptor_set_out=" + Output(image), .. files]);

    /// <param name="folder">Below the output.</param>
    /// <param name="image">What to generate from; null for the sources.</param>
    public Task ProtocAsync(string folder, IEnumerable<string> files, string? image = null)
    {
        var place = Directory.CreateDirectory(Output(folder)).FullName;
        return RunAsync(
            folder,
            [
                .. image is null ? Sources() : ["--descriptor_set_in=" + Output(image)],
                "--csharp_out=base_namespace=:" + place,
                "--plugin=protoc-gen-grpc=" + Path.Combine(Path.GetDirectoryName(_protoc)!, "grpc_csharp_plugin"),
                "--grpc_out=base_namespace=:" + place,
                .. files,
            ]);
    }

    private string[] Sources() => ["-I.", "-I" + Path.GetFullPath("../../build/native/include", Path.GetDirectoryName(_protoc)!)];

    private async Task RunAsync(string name, IEnumerable<string> arguments)
    {
        var file = Output(name + ".args");
        await File.WriteAllLinesAsync(file, arguments);
        await Cli.Wrap(_protoc).WithArguments(["@" + file]).WithWorkingDirectory(Root).ExecuteAsync();
    }
}
