using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Baselines;

/// <summary>
/// Writes a baseline's files as the commit has them. Objects are read raw, because <c>git archive</c> obeys export-ignore
/// and export-subst: it loses protos and rewrites others.
/// </summary>
internal static class BaselineFiles
{
    private const string Unfinished = ".tmp";

    /// <summary>Lays the files out below <paramref name="folder"/>, all or nothing: beside it first, then by rename.</summary>
    public static async Task WriteAsync(Git git, BaselineContract contract, string folder, CancellationToken cancel)
    {
        RemoveUnfinished(folder);
        var beside = $"{folder}.{Guid.NewGuid():N}{Unfinished}";
        foreach (var tree in contract.Trees)
        {
            Directory.CreateDirectory(Path.Combine(beside, tree.Root));
        }

        foreach (var files in contract.Files.GroupBy(file => file.Repository))
        {
            var contents = await GitObjects.ReadAsync(git.In(files.Key), [.. files.Select(file => file.Id).Distinct()], cancel).ConfigureAwait(false);
            foreach (var file in files)
            {
                var path = Path.GetFullPath(file.Path, beside);
                if (!path.StartsWith(beside + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                {
                    throw new DiagnosticException(Codes.GitObjectDamaged.With(git.Repository.Top, $"a tree holds the name '{file.Path}', which leaves it"));
                }

                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllBytesAsync(path, contents[file.Id], cancel).ConfigureAwait(false);
            }
        }

        Remove(folder);
        Directory.Move(beside, folder);
    }

    public static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What a run that was killed left; the state's lock is held, so no other run is writing it.</summary>
    private static void RemoveUnfinished(string folder)
    {
        var parent = Path.GetDirectoryName(folder)!;
        if (Directory.Exists(parent))
        {
            foreach (var left in Directory.EnumerateDirectories(parent, Path.GetFileName(folder) + ".*" + Unfinished))
            {
                Remove(left);
            }
        }
    }
}
