using Microsoft.Build.Execution;

namespace Grpc.Service.Sdk.Targets;

/// <summary>
/// What .NET people do with warnings works on a lint rule and on a code of ours: in a first build, in the next one, and in one that finds all up
/// to date. Three words for what comes of the finding: told as a "warning", as an "error", or "not".
/// </summary>
[Collection(SdkFolder.Collection)]
public sealed class WarningTests(SdkFolder sdk)
{
    private const string Lint = "FIELD_LOWER_SNAKE_CASE";
    private const string Own = "GRPC1001";
    private const string Finding = "syntax = \"proto3\";\n\npackage shop.v1;\n\nmessage Thing {\n  string badName = 1;\n}\n";

    [Theory]
    [InlineData("", "warning")]
    [InlineData("NoWarn=1701;{0}", "not")]
    [InlineData("MSBuildWarningsAsMessages={0}", "not")]
    [InlineData("WarningsAsErrors={0}", "error")]
    [InlineData("WarningsAsErrors=CS0001;{0}", "error")]
    [InlineData("TreatWarningsAsErrors=true", "error")]
    [InlineData("MSBuildTreatWarningsAsErrors=true", "error")]
    [InlineData("TreatWarningsAsErrors=true|WarningsNotAsErrors=CS0001,{0}", "warning")]
    [InlineData("TreatWarningsAsErrors=true|MSBuildWarningsNotAsErrors={0}", "warning")]
    [InlineData("TreatWarningsAsErrors=true|NoWarn={0}", "not")]
    [InlineData("WarningsAsErrors={0}|NoWarn={0}", "not")]
    [InlineData("-warnaserror", "error")]
    [InlineData("-warnaserror:{0}", "error")]
    [InlineData("-warnaserror|WarningsNotAsErrors={0}", "warning")]
    [InlineData("-warnaserror|NoWarn={0}", "not")]
    [InlineData("-warnasmessage:{0}", "not")]
    public void Settings_ActOnALintRuleAndOnACodeOfOurs(string settings, string outcome)
    {
        Assert.All([Lint, Own], id => HoldsColdAndWarm(id, string.Format(System.Globalization.CultureInfo.InvariantCulture, settings, id), outcome));
    }

    [Theory]
    [InlineData("GrpcLintSeverity=error", "error")]
    [InlineData("GrpcLintSeverity=error|WarningsNotAsErrors={0}", "warning")]
    [InlineData("GrpcLintSeverity=error|NoWarn={0}", "not")]
    [InlineData("GrpcLintSeverity=warning|TreatWarningsAsErrors=true", "warning")]
    [InlineData("Protobuf_ProjectSupported=true|TreatWarningsAsErrors=true", "warning")]
    public void LintSeverity_IsAWordAboutWarningsLikeTheOthers(string settings, string outcome)
    {
        HoldsColdAndWarm(Lint, string.Format(System.Globalization.CultureInfo.InvariantCulture, settings, Lint), outcome);
    }

    [Fact]
    public void BreakingChange_HasItsOwnSeverityAndIsNotRaisedByTreatWarningsAsErrors()
    {
        using var creator = Project(Lint, "GrpcLint=false|TreatWarningsAsErrors=true|GrpcBreakingSeverity=warning|GrpcBaseline=base.binpb");
        creator.File("base/shop/v1/shop.proto", Finding.Replace("badName = 1", "badName = 1;\n  string gone = 2", StringComparison.Ordinal));
        creator.Image("base", "base.binpb");

        Assert.Equal("warning", Outcome(creator, "", "FIELD_NO_DELETE"));
        Assert.Equal("error", Outcome(creator, "-warnaserror", "FIELD_NO_DELETE"));
    }

    private void HoldsColdAndWarm(string id, string settings, string outcome)
    {
        using (var cold = Project(id, settings))
        {
            Assert.Equal(outcome, Outcome(cold, settings, id));
            Assert.Equal(outcome != "error", File.Exists(Path.Combine(cold.Folder, "generated", ".grpc-manifest")));
            Assert.Equal(outcome, Outcome(cold, settings, id));
            Assert.Equal(outcome != "error", File.Exists(Path.Combine(cold.Folder, "obj", "grpc", "state.json")));
        }

        using var warm = Project(id, "");
        Assert.Equal("warning", Outcome(warm, "", id));
        Set(warm, settings);
        Assert.Equal(outcome, Outcome(warm, settings, id, upToDate: true));
    }

    private ProjectCreator Project(string id, string settings)
    {
        var creator = ProjectCreator.Create(sdk);
        if (id == Lint)
        {
            creator.File("proto/shop/v1/shop.proto", Finding);
        }

        Set(creator, settings);
        return creator;
    }

    private static void Set(ProjectCreator creator, string settings)
    {
        foreach (var pair in settings.Split('|').Where(part => part.Contains('=', StringComparison.Ordinal)).Select(part => part.Split('=', 2)))
        {
            creator.Property(pair[0], pair[1]);
        }
    }

    private static string Outcome(ProjectCreator creator, string settings, string id, bool upToDate = false)
    {
        var (succeeded, log, _) = creator.Build(parameters => Switch(parameters, settings), "GrpcGenerate");
        var error = log.Errors.Any(text => text.StartsWith(id + ":", StringComparison.Ordinal));
        var warning = log.Warnings.Any(text => text.StartsWith(id + ":", StringComparison.Ordinal));
        Assert.True(succeeded == (log.Errors.Count == 0), string.Join('\n', log.Errors));
        Assert.False(error && warning);
        if (upToDate)
        {
            Assert.Contains(log.Messages, text => text.Contains("nothing to do", StringComparison.Ordinal));
        }

        return error ? "error" : warning ? "warning" : "not";
    }

    /// <summary>As MSBuild's command line does: a switch without ids means all of them, an empty set.</summary>
    private static void Switch(BuildParameters parameters, string settings)
    {
        foreach (var part in settings.Split('|').Where(part => part.StartsWith('-')).Select(part => part.Split(':')))
        {
            var ids = part.Skip(1).ToHashSet(StringComparer.OrdinalIgnoreCase);
            if (part[0] == "-warnaserror")
            {
                parameters.WarningsAsErrors = ids;
            }
            else
            {
                parameters.WarningsAsMessages = ids;
            }
        }
    }
}
