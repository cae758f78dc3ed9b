using System.Diagnostics;
using CliWrap;
using CliWrap.Buffered;
using Grpc.Service.Sdk.Baselines;
using Grpc.Service.Sdk.Checking;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Bench.Breaking;

/// <summary>The same question asked three ways. Each answers how long it took and how many findings there are.</summary>
internal sealed class Contenders(Repository repository, string buf, string scratch)
{
    private const string Rules = """{"version":"v2","breaking":{"use":["FILE"]}}""";
    private readonly Tool _buf = new("buf", "", buf, FileHash.OfFile(buf));
    private byte[] _image = [];

    public async Task PrepareAsync()
    {
        Directory.CreateDirectory(scratch);
        _image = (await ImageBuilder.BuildAsync(new Buf(buf, Source(), BufSettings.Plain, repository.Folder, _ => { }), default)).Image!;
        await File.WriteAllBytesAsync(Path.Combine(scratch, "now.binpb"), _image);
        var baseline = await FindAsync();
        await File.WriteAllBytesAsync(Path.Combine(scratch, "then.binpb"), baseline.Image!);
    }

    /// <summary>Ours, as a build runs it: choose and read the baseline, whose image is cached, and compare. The present image is the build's own.</summary>
    public async Task<(TimeSpan Time, int Findings)> GateAsync()
    {
        var watch = Stopwatch.StartNew();
        var baseline = await FindAsync();
        var result = await BreakingCheck.RunAsync(
            new BreakingRequest
            {
                Current = _image,
                Baseline = baseline.Image!,
                BaselineName = baseline.Name,
                Source = Source(),
                ProjectFile = Path.Combine(repository.Folder, "Bench.csproj"),
                BufPath = buf,
                WorkingDirectory = Path.Combine(scratch, "state", "breaking"),
                Severity = Severity.Warning,
                Today = DateOnly.FromDateTime(DateTime.UtcNow),
            },
            default);
        return (watch.Elapsed, result.All.Count);
    }

    /// <summary>The Buf CLI over two whole images that are there already.</summary>
    public Task<(TimeSpan Time, int Findings)> ImagesAsync() =>
        BufAsync(scratch, "breaking", "now.binpb", "--against", "then.binpb", "--config", Rules, "--error-format", "json");

    /// <summary>The Buf CLI as its documentation shows it for a pull request.</summary>
    public Task<(TimeSpan Time, int Findings)> GitAsync() =>
        BufAsync(repository.Root, "breaking", ".", "--against", $"../.git#tag={Repository.Release},subdir=proto", "--config", Rules, "--error-format", "json");

    private async Task<(TimeSpan Time, int Findings)> BufAsync(string folder, params string[] arguments)
    {
        var result = await Cli.Wrap(buf).WithArguments(arguments).WithWorkingDirectory(folder).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        return result.ExitCode is 0 or 100
            ? (result.RunTime, result.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length)
            : throw new InvalidOperationException(result.StandardError);
    }

    private ContractSource Source() =>
        ContractSource.Find(repository.Root, repository.Folder, Directory.EnumerateFiles(repository.Root, "*.proto", SearchOption.AllDirectories));

    private async Task<Baseline> FindAsync()
    {
        var request = new BaselineRequest
        {
            Source = Source(),
            StateDirectory = Path.Combine(scratch, "state"),
            CacheDirectory = Path.Combine(scratch, "cache"),
            Environment = new Dictionary<string, string> { ["PATH"] = System.Environment.GetEnvironmentVariable("PATH") ?? "" },
        };
        var baseline = await new BaselineFinder(request, _buf, _ => { }).FindAsync(default);
        return baseline.Image is not null ? baseline : throw new InvalidOperationException(baseline.Reason);
    }
}
