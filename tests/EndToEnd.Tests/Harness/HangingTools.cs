namespace Grpc.Service.Sdk.EndToEnd.Harness;

/// <summary>
/// Buf and protoc as scripts that do their work, or, at a stage that is asked for, tell that they are there and do nothing. They stand
/// beside the project and never change, so that hanging leaves no trace in what is up to date.
/// </summary>
internal sealed class HangingTools
{
    private readonly TestProject _project;

    public HangingTools(TestProject project)
    {
        Skip.If(OperatingSystem.IsWindows(), "the tools are shell scripts");
        _project = project;
        foreach (var (tool, path) in Real)
        {
            var script = project.Write("../tools/" + tool, $"""
                #!/bin/sh
                if [ -e '{At("hang")}' ]; then
                  case "{tool} $1" in
                    "$(cat '{At("hang")}')"*) echo $$ > '{At("writing")}'; mv '{At("writing")}' '{At("there")}'; exec sleep 600 ;;
                  esac
                fi
                exec '{path}' "$@"

                """.ReplaceLineEndings("\n")).At("../tools/" + tool);
            Executable(script);
        }
    }

    /// <summary>The real tools of this host, by name.</summary>
    public static IReadOnlyDictionary<string, string> Real { get; } = new Dictionary<string, string>
    {
        ["buf"] = Directory.EnumerateFiles(Path.Combine(Repository.Root, "artifacts", "tools", "buf"), "buf", SearchOption.AllDirectories)
            .First(path => path.Contains(OperatingSystem.IsMacOS() ? "osx" : "linux", StringComparison.Ordinal)),
        ["protoc"] = Directory.EnumerateFiles(Path.Combine(Repository.NuGetFolder, "grpc.tools"), "protoc", SearchOption.AllDirectories)
            .First(path => path.Contains(OperatingSystem.IsMacOS() ? "macosx_x64" : "linux_x64", StringComparison.Ordinal)),
    };

    /// <summary>What makes a build use them.</summary>
    public string[] Arguments => [$"-p:GrpcBufFullPath={At("buf")}", $"-p:Protobuf_ProtocFullPath={At("protoc")}"];

    /// <param name="stage">How the call starts: <c>buf lint</c>, <c>protoc</c>; null for none.</param>
    public void HangAt(string? stage)
    {
        File.Delete(At("there"));
        File.Delete(At("hang"));
        if (stage is not null)
        {
            File.WriteAllText(At("hang"), stage);
        }
    }

    /// <returns>The process id of the tool that hangs.</returns>
    public async Task<int> ThereAsync(RunningBuild build)
    {
        await build.UntilAsync(() => File.Exists(At("there")), "a tool hangs");
        return int.Parse(await File.ReadAllTextAsync(At("there")), System.Globalization.CultureInfo.InvariantCulture);
    }

    private string At(string name) => Path.GetFullPath(_project.At("../tools/" + name));

    private static void Executable(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        }
    }
}
