using System.Globalization;
using System.Text;
using CliWrap;
using CliWrap.Buffered;
using Grpc.Service.Sdk.Bench.Generation;

namespace Grpc.Service.Sdk.Bench.Breaking;

/// <summary>A repository of synthetic contracts with a history, made anew for each run, and a few breaking edits in its working files.</summary>
internal sealed class Repository(string folder)
{
    public const string Release = "v1.0.0";

    public string Folder => folder;

    public string Root => Path.Combine(folder, "proto");

    public async Task CreateAsync(int files, int commits, int changed)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Contracts.Write(Root, files);
        await GitAsync("init", "-q", "-b", "main");
        await GitAsync("add", "-A");
        await CommitAsync("release");
        await GitAsync("tag", Release);
        for (var commit = 1; commit < commits; commit++)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "notes.txt"), commit.ToString(CultureInfo.InvariantCulture) + "\n");
            await GitAsync("add", "-A");
            await CommitAsync($"note {commit}");
        }

        foreach (var path in Directory.EnumerateFiles(Root, "*.proto", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(changed))
        {
            var text = await File.ReadAllTextAsync(path);
            await File.WriteAllTextAsync(path, text.Replace("  int64 quantity = 3;\n", "", StringComparison.Ordinal));
        }
    }

    private Task CommitAsync(string message) =>
        GitAsync("-c", "user.name=Bench", "-c", "user.email=bench@example.com", "commit", "-q", "-m", message);

    private async Task GitAsync(params string[] arguments)
    {
        Directory.CreateDirectory(folder);
        var result = await Cli.Wrap("git").WithArguments(arguments).WithWorkingDirectory(folder).WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(Encoding.UTF8);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {result.StandardError}");
        }
    }
}
