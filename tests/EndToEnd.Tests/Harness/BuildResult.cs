using System.Text.RegularExpressions;
using Microsoft.Build.Logging.StructuredLogger;

namespace Grpc.Service.Sdk.EndToEnd.Harness;

/// <summary>A diagnostic as MSBuild logged it.</summary>
internal sealed record Found(string Severity, string Code, string Text, string File, int Line, int Column)
{
    public override string ToString() => $"{File}({Line},{Column}): {Severity} {Code}: {Text}";
}

/// <summary>What a build's binary log tells.</summary>
internal sealed partial record BuildResult(int ExitCode, string Output, IReadOnlyList<Found> Diagnostics, IReadOnlyList<string> Messages, IReadOnlyList<string> Tasks)
{
    /// <summary>What our task started, as a shell takes it from anywhere: each with the folder that it runs in.</summary>
    public IEnumerable<string> CommandLines => Messages.Where(text => Command().IsMatch(text));

    /// <summary>The same without the folder: the tool first.</summary>
    public IEnumerable<string> Commands => CommandLines.Select(line => line[(line.IndexOf(" && ", StringComparison.Ordinal) + " && ".Length)..]);

    /// <summary>Which of these assemblies our tasks made the build load.</summary>
    public IEnumerable<string> Loaded(params string[] assemblies) =>
        assemblies.Where(name => Messages.Any(text => text.StartsWith("Assembly loaded", StringComparison.Ordinal) && text.Contains($": {name}, Version=", StringComparison.Ordinal)));

    public BuildResult Succeeded()
    {
        Assert.True(ExitCode == 0, Output);
        return this;
    }

    public BuildResult Failed()
    {
        Assert.True(ExitCode != 0, "the build should have failed:\n" + Output);
        return this;
    }

    public Found Single(string code)
    {
        var found = Diagnostics.Where(diagnostic => diagnostic.Code == code).Distinct().ToArray();
        Assert.True(found.Length == 1, $"{found.Length} of {code} in:\n{string.Join('\n', Diagnostics)}\n{Output}");
        return found[0];
    }

    [GeneratedRegex(@"^cd .* && .*[/\\](buf|protoc|git)(\.exe)?['""]? ")]
    private static partial Regex Command();

    public static BuildResult Read(string log, int exitCode, string output)
    {
        if (!File.Exists(log))
        {
            return new BuildResult(exitCode, output, [], [], []);
        }

        var build = BinaryLog.ReadBuild(log);
        var found = new List<Found>();
        var messages = new List<string>();
        var tasks = new List<string>();
        build.VisitAllChildren<BaseNode>(node =>
        {
            switch (node)
            {
                case AbstractDiagnostic diagnostic:
                    found.Add(new Found(diagnostic.TypeName.ToLowerInvariant(), diagnostic.Code ?? "", diagnostic.Text ?? "", diagnostic.File ?? "", diagnostic.LineNumber, diagnostic.ColumnNumber));
                    break;
                case Message message:
                    messages.Add(message.Text);
                    break;
                case Microsoft.Build.Logging.StructuredLogger.Task task:
                    tasks.Add(task.Name);
                    break;
            }
        });
        return new BuildResult(exitCode, output, found, messages, tasks);
    }
}
