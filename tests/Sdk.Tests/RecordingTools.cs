namespace Grpc.Service.Sdk.Targets;

/// <summary>A project whose Buf and protoc are scripts that write down how they are called, and then do their work.</summary>
internal sealed class RecordingTools : IDisposable
{
    private readonly SdkFolder _sdk;
    private readonly string _calls;
    private Dictionary<string, DateTime> _before = [];

    /// <param name="after">What a tool does when its work is done, before it tells so; it tells nothing by default.</param>
    public RecordingTools(SdkFolder sdk, string? after = null)
    {
        Skip.If(OperatingSystem.IsWindows(), "the recording tools are shell scripts");
        _sdk = sdk;
        Creator = ProjectCreator.Create(sdk);
        _calls = Path.Combine(Creator.Folder, "calls");
        Record("buf", "GrpcBufFullPath", after);
        Record("protoc", "Protobuf_ProtocFullPath", after);
    }

    public ProjectCreator Creator { get; }

    /// <summary>What the last build said.</summary>
    public Recorder Log { get; private set; } = new();

    /// <summary>The C# of messages and stubs that the last build wrote, below its folder, in ordinal order.</summary>
    public IEnumerable<string> Written => Times().Where(file => !_before.TryGetValue(file.Key, out var time) || time != file.Value)
        .Select(file => Path.GetRelativePath(Output(""), file.Key)).Order(StringComparer.Ordinal);

    public string Output(string path) => Path.Combine(Creator.Folder, "generated", "csharp", "Proto", path);

    /// <summary>The command lines of the last build, those of one tool or command, in ordinal order.</summary>
    public IReadOnlyList<string> Calls(string start = "") => !File.Exists(_calls) ? [] :
        [.. File.ReadAllLines(_calls).Where(line => line.StartsWith(start, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    public bool Generate() => Generate(_ => { });

    /// <param name="heard">Hears each message while the build runs.</param>
    public bool Generate(Action<string> heard)
    {
        File.Delete(_calls);
        _before = Times();
        (var succeeded, Log, _) = Creator.Build(parameters => parameters.Loggers.OfType<Recorder>().Single().Heard = heard, "GrpcGenerate");
        return succeeded;
    }

    /// <summary>The lines of the argument files that protoc was given last, those of one kind.</summary>
    public IEnumerable<string> Arguments() => Calls("protoc @").Select(call => call["protoc @".Length..])
        .SelectMany(file => File.ReadAllLines(Path.Combine(Creator.Folder, "obj", "grpc", file)));

    /// <summary>From now on a tool, or one of its commands (<c>buf build</c>), tells that it was started, and then does nothing; null: none.</summary>
    public void HangAt(string? call)
    {
        File.Delete(At("there"));
        File.Delete(At("hang"));
        if (call is not null)
        {
            File.WriteAllText(At("hang"), call);
        }
    }

    /// <returns>The process id of the tool that hangs.</returns>
    public async Task<int> HangsAsync()
    {
        for (; !File.Exists(At("there")); await Task.Delay(5))
        {
        }

        return int.Parse(await File.ReadAllTextAsync(At("there")), System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Dispose() => Creator.Dispose();

    private string At(string name) => Path.Combine(Creator.Folder, name);

    private Dictionary<string, DateTime> Times() => !Directory.Exists(Output("")) ? [] :
        Directory.EnumerateFiles(Output(""), "*", SearchOption.AllDirectories).ToDictionary(file => file, File.GetLastWriteTimeUtc);

    private void Record(string tool, string property, string? after)
    {
        var real = _sdk.Tool(tool);
        var script = Path.Combine(Creator.Folder, "tools", tool);
        var run = after is null ? $"exec '{real}' \"$@\"" : $"'{real}' \"$@\"\ncode=$?\n{after}\necho \"{tool} ended\" >> '{_calls}'\nexit $code";
        Creator.File("tools/" + tool, $"#!/bin/sh\necho \"{tool} $*\" >> '{_calls}'\n{Hang(tool)}\n{run}\n").Property(property, script);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(script, (UnixFileMode)0b111_101_101);
        }
    }

    private string Hang(string tool) => $"""
        if [ -e '{At("hang")}' ]; then
          case "{tool} $1" in
            "$(cat '{At("hang")}')"*) echo $$ > '{At("writing")}'; mv '{At("writing")}' '{At("there")}'; exec sleep 600 ;;
          esac
        fi
        """.ReplaceLineEndings("\n");
}
