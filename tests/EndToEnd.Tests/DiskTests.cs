using System.Text.RegularExpressions;
using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>Disks that are full or closed: a code that quotes the path, the last output as it was, and a right build as soon as the disk allows it.</summary>
[Collection(PackedSdk.Runs)]
public sealed partial class DiskTests
{
    private const string Proto = "proto/shop/v1/shop.proto";

    private static readonly string s_changed = Contracts.Shop.Replace("string name = 2;", "string name = 2;\n  string colour = 3;", StringComparison.Ordinal);

    /// <summary>A build of the generation alone, whose output and exit code are kept under a name.</summary>
    private const string Generate = """
        generate() {
          name=$1; shift
          code=0; dotnet build --no-restore -t:GrpcGenerate -v:n "-p:GrpcCachePath=$CACHE" "$@" > "$OUT/$name" 2>&1 || code=$?
          echo "exit code $code" >> "$OUT/$name"
        }
        CACHE=$1; OUT=$2; mkdir -p "$OUT"
        """;

    [SkippableTheory]
    [InlineData("")]
    [InlineData("obj")]
    public async Task Build_DiskFull_IsToldAndTheNextBuildWithRoomIsRight(string full)
    {
        using var project = await BuiltAsync();
        using var reference = new TestProject();
        reference.Write(Proto, s_changed);
        (await reference.BuildAsync("-t:GrpcGenerate", "-restore")).Succeeded();
        project.Write("../changed.proto", s_changed);

        // With more and more room, so that it ends at one stage after the other.
        var result = await MountNamespace.RunAsync(project.Folder, Generate + $$"""

            cp -a . ../copy
            mount -t tmpfs -o size=24m tmpfs "./{{full}}"
            cd ../{{project.Name}}
            cp -a ../copy/{{full}}/. ./{{full}}
            cp -a generated ../first
            cp ../changed.proto {{Proto}}
            for room in 0 4 40 120 200 300 420 560; do
              head -c ${room}k /dev/zero > ../room; cp ../room ./{{full}}/room
              dd if=/dev/zero of=./{{full}}/fill bs=4k 2> /dev/null || true
              rm ./{{full}}/room
              generate room-$room
              diff -r ../first generated > "$OUT/diff-$room" || true
              rm ./{{full}}/fill
              if tail -n1 "$OUT/room-$room" | grep -q 'exit code 0'; then break; fi
            done
            generate whole
            find . -name '*.tmp' > "$OUT/left"
            cp -a generated ../second
            """, project.Cache, project.At("../out"));

        Assert.True(result.ExitCode == 0, result.StandardError);
        var failed = Directory.EnumerateFiles(project.At("../out"), "room-*").Where(file => !File.ReadAllText(file).EndsWith("exit code 0\n", StringComparison.Ordinal)).ToArray();
        Assert.True(failed.Length >= 2, $"only {failed.Length} builds had too little room");
        Assert.All(failed, file =>
        {
            var error = Assert.Single(Errors(file));
            Assert.True(error.Contains("error GRPC4050: ", StringComparison.Ordinal), error);
            Assert.Equal("", File.ReadAllText(file.Replace("room-", "diff-", StringComparison.Ordinal)));
        });
        Assert.EndsWith("exit code 0\n", project.Read("../out/whole"), StringComparison.Ordinal);
        Assert.DoesNotContain("GRPC4005", project.Read("../out/whole"), StringComparison.Ordinal);
        Assert.Equal("", project.Read("../out/left"));
        Assert.Equal(reference.Tree("generated").Values, project.Tree("../second").Values);
    }

    [SkippableFact]
    public async Task Build_ReadOnlyFolders_AreQuotedAndTheNextBuildIsRight()
    {
        using var project = await BuiltAsync();
        project.Write(Proto, s_changed);
        var before = project.Tree("generated");

        var result = await MountNamespace.RunAsync(project.Folder, Generate + """

            closed() {
              mount --bind "$2" "$2"; mount -o remount,bind,ro "$2"
              name=$1; folder=$2; shift; shift
              generate $name "$@"
              umount "$folder"
            }
            closed output generated
            closed obj obj
            mkdir -p ../closed; closed cache ../closed -p:GrpcCachePath="$PWD/../closed"
            mount --bind generated generated; mount -o remount,bind,ro generated
            code=0; dotnet clean > "$OUT/clean" 2>&1 || code=$?
            """, project.Cache, project.At("../out"));

        Assert.True(result.ExitCode == 0, result.StandardError);
        Assert.Contains("error GRPC1007: ", Assert.Single(Errors(project.At("../out/output"))), StringComparison.Ordinal);
        Assert.Contains(project.At("generated"), Errors(project.At("../out/output"))[0], StringComparison.Ordinal);
        Assert.Contains("error GRPC1007: ", Assert.Single(Errors(project.At("../out/obj"))), StringComparison.Ordinal);
        Assert.Contains(project.At("obj/grpc"), Errors(project.At("../out/obj"))[0], StringComparison.Ordinal);
        Assert.Contains("error GRPC2006: ", Assert.Single(Errors(project.At("../out/cache"))), StringComparison.Ordinal);
        Assert.Contains("/closed", Errors(project.At("../out/cache"))[0], StringComparison.Ordinal);
        Assert.Contains("error GRPC1007: ", Assert.Single(Errors(project.At("../out/clean"))), StringComparison.Ordinal);
        Assert.Equal(before, project.Tree("generated"));

        (await project.BuildAsync("-t:GrpcGenerate", "-restore")).Succeeded();
        Assert.Contains("Colour", project.Read("generated/csharp/Proto/Shop/V1/Shop.cs"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Build_ReadOnlyPackagesWithoutExecuteBit_RunsACopyFromTheCache()
    {
        using var project = TestProject.Small();
        var packages = Path.GetFullPath(project.At("../packages"));
        (await project.RunAsync("restore", $"-p:RestorePackagesPath={packages}")).Succeeded();

        var result = await MountNamespace.RunAsync(project.Folder, Generate + """

            find "$3" -name protoc -exec chmod a-x {} +
            mount --bind "$3" "$3"; mount -o remount,bind,ro "$3"
            generate closed "-p:RestorePackagesPath=$3"
            """, project.Cache, project.At("../out"), packages);

        Assert.True(result.ExitCode == 0, result.StandardError);
        Assert.EndsWith("exit code 0\n", project.Read("../out/closed"), StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFiles(project.Cache, "protoc", SearchOption.AllDirectories));
        Assert.True(project.Exists("generated/csharp/Proto/Shop/V1/Shop.cs"));
    }

    [Fact]
    public async Task Build_FilesOfTheFuture_AreNeitherTakenForNewNorForOld()
    {
        using var project = await BuiltAsync();
        var future = DateTime.UtcNow.AddYears(5);
        foreach (var file in new[] { Proto, "generated/csharp/Proto/Shop/V1/Shop.cs", "obj/grpc/state.json", "obj/grpc/lock" })
        {
            File.SetLastWriteTimeUtc(project.At(file), future);
        }

        Assert.Empty((await project.BuildAsync("-t:GrpcGenerate", "--no-restore")).Succeeded().Commands);

        project.Write(Proto, s_changed);
        File.SetLastWriteTimeUtc(project.At(Proto), future.AddYears(-10));
        (await project.BuildAsync("-t:GrpcGenerate", "--no-restore")).Succeeded();
        Assert.Contains("Colour", project.Read("generated/csharp/Proto/Shop/V1/Shop.cs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_FolderWhereAFileOfOursWas_IsToldAndLeftAlone()
    {
        using var project = await BuiltAsync();
        const string File = "generated/csharp/Proto/Shop/V1/Shop.cs";
        System.IO.File.Delete(project.At(File));
        project.Write(File + "/mine.txt", "mine");

        var found = (await project.BuildAsync("-t:GrpcGenerate", "--no-restore")).Failed().Single("GRPC4004");

        Assert.Contains($"'{File}'", found.Text, StringComparison.Ordinal);
        Assert.Equal("mine", project.Read(File + "/mine.txt"));
    }

    private static async Task<TestProject> BuiltAsync()
    {
        var project = TestProject.Small();
        (await project.BuildAsync("-t:GrpcGenerate", "-restore")).Succeeded();
        return project;
    }

    /// <summary>The lines that tell an error, each once: the console repeats them at the end.</summary>
    private static string[] Errors(string log) => [.. File.ReadAllLines(log).Where(line => Error().IsMatch(line)).Select(line => Node().Replace(line.Trim().Split(" [")[0], "")).Distinct()];

    [GeneratedRegex(@"\berror [A-Z]+\d+: ")]
    private static partial Regex Error();

    [GeneratedRegex(@"^\d+>")]
    private static partial Regex Node();
}
