using Grpc.Service.Sdk.Baselines;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Tests.Tools;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Tests.Baselines;

/// <summary>
/// A folder of one test, with an environment of its own. Its buf is a script that answers with the text of all protos, so
/// that an "image" shows which files were compared; tests of real images give the real one.
/// </summary>
internal sealed class BaselineScene : IDisposable
{
    private const string StandIn = "#!/bin/sh\nfind . -name '*.proto' -print0 | LC_ALL=C sort -z | xargs -0r cat\n";
    private readonly TemporaryFolder _folder = new();

    public BaselineScene()
    {
        Environment = new Dictionary<string, string> { ["PATH"] = System.Environment.GetEnvironmentVariable("PATH")!, ["HOME"] = _folder.Path };
        Buf = new Tool("buf", "0.0.0", _folder.Write("buf", StandIn).Executable(), "stand-in");
    }

    public Dictionary<string, string> Environment { get; }

    public Tool Buf { get; set; }

    /// <summary>Command lines of the last run.</summary>
    public List<string> Started { get; } = [];

    public string CacheDirectory => At("cache");

    public string At(string relative) => _folder.At(relative);

    public Repo Init(string name = "repo", params string[] options) => Repo.Init(At(name), options);

    public BaselineScene With(params (string Name, string Value)[] variables)
    {
        foreach (var (name, value) in variables)
        {
            Environment[name] = value;
        }

        return this;
    }

    /// <param name="project">The project's folder.</param>
    /// <param name="root">GrpcProtoRoot, from the project's folder.</param>
    public BaselineRequest Request(string project, string? baseline = null, string root = "proto", string? tags = null, bool fetch = false)
    {
        var full = Path.GetFullPath(root, project);
        Directory.CreateDirectory(full);
        return new BaselineRequest
        {
            Source = ContractSource.Find(full, project, Directory.EnumerateFiles(full, "*.proto", SearchOption.AllDirectories)),
            StateDirectory = Path.Combine(project, "obj", "grpc"),
            CacheDirectory = CacheDirectory,
            Baseline = baseline,
            Tags = tags ?? BaselineRequest.DefaultTags,
            Fetch = fetch,
            Environment = Environment,
        };
    }

    public Task<Baseline> FindAsync(Repo repo, string? baseline = null, string root = "proto", string? tags = null, bool fetch = false, string project = "") =>
        FindAsync(Request(repo.At(project).TrimEnd('/'), baseline, root, tags, fetch));

    /// <param name="started">Told each command line, after it was noted.</param>
    public Task<Baseline> FindAsync(BaselineRequest request, Action<string>? started = null, CancellationToken cancel = default)
    {
        Started.Clear();
        return new BaselineFinder(request, Buf, line =>
        {
            Started.Add(line);
            started?.Invoke(line);
        }).FindAsync(cancel);
    }

    public void Dispose() => _folder.Dispose();
}

internal static class BaselineExtensions
{
    /// <summary>The stand-in's image: the text of what is compared with.</summary>
    public static string? Text(this Baseline baseline) => baseline.Image is { } image ? System.Text.Encoding.UTF8.GetString(image) : null;
}
