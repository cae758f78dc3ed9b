using System.Text.RegularExpressions;
using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>What people read: nothing where nothing is wrong, and every command line where they ask for it.</summary>
[Collection(PackedSdk.Builds)]
public sealed partial class LogTests
{
    [SkippableFact]
    public async Task DetailedLog_HasCommandLinesThatAShellTakesAsTheyAre()
    {
        Skip.If(OperatingSystem.IsWindows(), "the shell is POSIX's");
        using var project = TestProject.Small(name: "Shop's $HOME (1)");
        var result = (await project.BuildAsync("-t:GrpcGenerate", "-restore")).Succeeded();
        var commands = result.CommandLines.ToArray();
        Assert.Equal(3, commands.Length);
        var staged = Directory.EnumerateDirectories(project.At("obj/grpc/staging")).Single();
        Assert.Empty(Directory.EnumerateFiles(staged, "Shop.cs", SearchOption.AllDirectories));

        foreach (var command in commands)
        {
            var run = await Shell.RunAsync("sh", "/", "-c", command);
            Assert.True(run.ExitCode == 0, command + "\n" + run.StandardError);
        }

        Assert.Single(Directory.EnumerateFiles(staged, "Shop.cs", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("-tl:off")]
    [InlineData("-tl:on")]
    public async Task Console_WhereNothingIsWrong_HasNoLineOfOurs(string logger)
    {
        using var project = TestProject.Small();

        // While a target runs the terminal shows its name, and draws over it.
        var output = Target().Replace((await project.BuildAsync(logger)).Succeeded().Output, "(").Replace("grpc-sdk-e2e", "", StringComparison.Ordinal);

        Assert.DoesNotContain("grpc", output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("buf", output, StringComparison.Ordinal);
        Assert.DoesNotContain("proto", output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Restore_WhereAMappingLeavesTheToolsOut_NamesThePackage()
    {
        using var project = TestProject.Small();
        project.Write("../nuget.config", $"""
            <configuration>
              <packageSources>
                <add key="packed" value="{Repository.Packages}" />
              </packageSources>
              <packageSourceMapping>
                <packageSource key="packed">
                  <package pattern="Grpc.Service.Sdk" />
                </packageSource>
              </packageSourceMapping>
            </configuration>
            """);
        project.Environment["NUGET_PACKAGES"] = System.IO.Path.GetFullPath(project.At("../packages"));

        var result = (await project.RunAsync("restore")).Failed();

        Assert.Contains("NU1100", result.Output, StringComparison.Ordinal);
        Assert.Contains("Grpc.Service.Sdk.Tools.", result.Output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"_?Grpc\w+ \(")]
    private static partial Regex Target();
}
