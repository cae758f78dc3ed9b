using CliWrap;
using CliWrap.Buffered;

namespace Grpc.Service.Sdk.Tests.Baselines;

/// <summary>A real repository, told as a story: <c>Repo.Init(path).Write("proto/a.proto", "…").Commit().Tag("v1.0.0")</c>.</summary>
internal sealed class Repo
{
    private static readonly Dictionary<string, string?> s_environment = Environment.GetEnvironmentVariables().Keys.Cast<string>()
        .Where(name => name.StartsWith("GIT_", StringComparison.Ordinal)).ToDictionary(name => name, _ => (string?)null)
        .Concat(new Dictionary<string, string?>
        {
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_CONFIG_GLOBAL"] = "/dev/null",
            ["GIT_AUTHOR_NAME"] = "A", ["GIT_AUTHOR_EMAIL"] = "a@example.com", ["GIT_AUTHOR_DATE"] = "2024-01-01T00:00:00Z",
            ["GIT_COMMITTER_NAME"] = "A", ["GIT_COMMITTER_EMAIL"] = "a@example.com", ["GIT_COMMITTER_DATE"] = "2024-01-01T00:00:00Z",
        })
        .ToDictionary(pair => pair.Key, pair => pair.Value);

    private Repo(string path) => Path = path;

    public string Path { get; }

    public string Head => Git("rev-parse", "HEAD");

    public static Repo Init(string path, params string[] options)
    {
        Directory.CreateDirectory(path);
        var repo = new Repo(path);
        repo.Git(["init", "-q", "-b", "main", "--template=", .. options]);
        return repo;
    }

    public static Repo Open(string path) => new(path);

    public string At(string relative) => System.IO.Path.Combine(Path, relative);

    public Repo Write(string relative, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(relative))!);
        File.WriteAllText(At(relative), text);
        return this;
    }

    public Repo Delete(string relative)
    {
        File.Delete(At(relative));
        return this;
    }

    public Repo Commit(string message = "change") => Do("add", "-A").Do("commit", "-q", "--allow-empty", "-m", message);

    public Repo Tag(string name) => Do("tag", name);

    public Repo AnnotatedTag(string name, string what = "HEAD") => Do("tag", "-a", "-m", name, name, what);

    public Repo Branch(string name) => Do("checkout", "-q", "-b", name);

    public Repo Checkout(string name) => Do("checkout", "-q", name);

    /// <summary>A merge as a CI makes it: both sides, always a commit of its own, on no branch; the first parent is the target.</summary>
    public Repo MergeRef(string target, string branch, string reference) =>
        Do("checkout", "-q", "--detach", target).Do("merge", "-q", "--no-ff", "-m", "merge", branch).Do("update-ref", reference, "HEAD");

    /// <summary>Over a transport as a server's clone is, so that a depth counts.</summary>
    public Repo Clone(string path, params string[] options)
    {
        var clone = new Repo(path);
        Directory.CreateDirectory(path);
        Git(["clone", "-q", .. options, "file://" + Path, path]);
        return clone;
    }

    /// <summary>What GitHub's checkout leaves: one commit, detached, without its parents.</summary>
    public Repo CheckOutOne(string path, string reference)
    {
        var clone = Init(path);
        return clone.Do("remote", "add", "origin", "file://" + Path).Do("fetch", "-q", "--no-tags", "--depth=1", "origin", $"+{reference}:refs/remotes/{reference["refs/".Length..]}")
            .Do("checkout", "-q", "--detach", $"refs/remotes/{reference["refs/".Length..]}");
    }

    public Repo Do(params string[] arguments)
    {
        Git(arguments);
        return this;
    }

    /// <summary>Runs a command line that a message gave, as a person would.</summary>
    public Repo Run(string command) => Do(command.Split(' ')[1..]);

    public string Git(params string[] arguments)
    {
        var result = Cli.Wrap("git").WithArguments(arguments).WithWorkingDirectory(Path).WithEnvironmentVariables(s_environment)
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync().GetAwaiter().GetResult();
        return result.ExitCode == 0 ? result.StandardOutput.Trim() : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {result.StandardError}");
    }
}
