using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>protoc plugins that are not ours.</summary>
[Collection(PackedSdk.Builds)]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class PluginTests
{
    // Answers a CodeGeneratorResponse with one file, note.txt, whose text is "noted\n"; it reads its request, or protoc would see a broken pipe.
    private const string Plugin = """
        #!/bin/sh
        cat > request.bin
        printf '\172\022\012\010note.txt\172\006noted\012'

        """;

    [Fact]
    public async Task Build_WithAPlugin_PublishesWhatItWrites()
    {
        using var project = TestProject.Small("<ItemGroup><GrpcPlugin Include=\"note\" Path=\"tools/plugin.sh\" OutputDir=\"notes\" Options=\"a=b;c\" /></ItemGroup>");
        Tool(project, Plugin);

        (await project.BuildAsync()).Succeeded();

        Assert.Equal("noted\n", project.Read("generated/notes/note.txt"));
        Assert.Contains("notes/note.txt", project.Read("generated/.grpc-manifest"), StringComparison.Ordinal);
        Assert.Contains("a=b,c", project.Read("obj/grpc/request.bin"), StringComparison.Ordinal);
        Assert.Empty((await project.BuildAsync("--no-restore")).Succeeded().Commands);

        Tool(project, "#!/bin/sh\necho it is broken >&2\nexit 3\n");
        var failed = (await project.BuildAsync("--no-restore")).Failed().Single("GRPC1019");
        Assert.Contains("'note'", failed.Text, StringComparison.Ordinal);
        Assert.Contains("it is broken", failed.Text, StringComparison.Ordinal);
        Assert.Equal("noted\n", project.Read("generated/notes/note.txt"));

        File.Delete(project.At("tools/plugin.sh"));
        Assert.Contains("tools/plugin.sh'", (await project.BuildAsync("--no-restore")).Failed().Single("GRPC1018").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_PluginIntoSomeoneElsesFolder_IsToldAbout()
    {
        using var project = TestProject.Small("<ItemGroup><GrpcPlugin Include=\"note\" Path=\"tools/plugin.sh\" OutputDir=\"$(Into)\" /></ItemGroup>");
        Tool(project, Plugin);

        Assert.Contains("'csharp/x'", (await project.BuildAsync("-p:Into=csharp/x")).Failed().Single("GRPC1020").Text, StringComparison.Ordinal);
        Assert.Contains("'../x'", (await project.BuildAsync("-p:Into=../x", "--no-restore")).Failed().Single("GRPC1020").Text, StringComparison.Ordinal);
    }

    private static void Tool(TestProject project, string text)
    {
        project.Write("tools/plugin.sh", text);
        File.SetUnixFileMode(project.At("tools/plugin.sh"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
