using Grpc.Service.Sdk.Checking;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Tests.Checking;

public sealed class BreakingConfigurationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("version: v2\n")]
    [InlineData("version: v2\n# breaking\nlint:\n  use: [STANDARD]\n")]
    [InlineData("# breaking\n")]
    public void Read_WithoutABreakingSection_IsNull(string text) => Assert.Null(Text(text));

    private static BreakingRules? Text(string text) => text.Contains("version", StringComparison.Ordinal) ? BreakingConfiguration.Read(text, ".") : null;

    [Theory]
    [InlineData("version: v2\nbreaking:\n  use:\n    - WIRE\n  except:\n  - FIELD_SAME_ONEOF # not here\n")]
    [InlineData("version: v2\nbreaking: {use: [WIRE], except: [\"FIELD_SAME_ONEOF\"]}\n")]
    [InlineData("{\"version\": \"v2\", \"breaking\": {\"use\": [\"WIRE\"],\n \"except\": [\n'FIELD_SAME_ONEOF'\n]\n}}")]
    [InlineData("---\r\nversion: v2\r\nbreaking:\r\n  'use': [ WIRE ]\r\n  except:\r\n    -   FIELD_SAME_ONEOF\r\n")]
    public void Read_EveryWayToWriteIt_IsTheSame(string text)
    {
        var rules = BreakingConfiguration.Read(text, ".")!;

        Assert.Equal(("v2", "WIRE", "FIELD_SAME_ONEOF"), (rules.Version, Assert.Single(rules.Use), Assert.Single(rules.Except)));
        Assert.DoesNotContain("FIELD_SAME_ONEOF", rules.Configured()!);
        Assert.Contains("RPC_SAME_REQUEST_TYPE", rules.Configured()!);
    }

    private const string Modules = """
        version: v2
        modules:
          - path: proto
            name: buf.build/acme/shop
          - path: ./other/
            breaking:
              use: [PACKAGE]
              ignore:
                - other/old
              ignore_unstable_packages: true
        breaking:
          use: [FILE]
          ignore:
            - proto/old
            - proto/a.proto
            - other/x
          ignore_only:
            FIELD_SAME_NAME:
              - proto/names
            FIELD_SAME_JSON_NAME: [proto]
            WIRE: [other/y]
        """;

    [Fact]
    public void Read_ModuleWithoutASection_TakesTheOneAtTheTop_WithPathsOfItsOwn()
    {
        var rules = BreakingConfiguration.Read(Modules, "proto")!;

        Assert.Equal(["old", "a.proto"], rules.Ignore);
        Assert.Equal(["FIELD_SAME_NAME: names"], rules.IgnoreOnly.Select(entry => $"{entry.Key}: {string.Join(' ', entry.Value)}"));
        Assert.Equal(["FIELD_SAME_JSON_NAME"], rules.Except);
        Assert.False(rules.IgnoreUnstablePackages);
    }

    [Fact]
    public void Read_ModuleWithASection_TakesItAlone()
    {
        var rules = BreakingConfiguration.Read(Modules, "other")!;

        Assert.Equal(("PACKAGE", "old", true), (Assert.Single(rules.Use), Assert.Single(rules.Ignore), rules.IgnoreUnstablePackages));
        Assert.Empty(rules.IgnoreOnly);
    }

    [Fact]
    public void Read_ModuleThatIsIgnoredAsAWhole_IsDisabled() =>
        Assert.True(BreakingConfiguration.Read("version: v2\nmodules: [{path: proto}]\nbreaking: {ignore: [proto]}", "proto")!.Disabled);

    [Theory]
    [InlineData("version: v2\nbreaking:\n  use: *rules\n", 1)]
    [InlineData("version: v2\nbreaking:\n  use: [WIRE\n", 4)]
    [InlineData("version: v2\nbreaking:\n  use: |\n    WIRE\n", 1)]
    [InlineData("version: v2\nbreaking:\n  - a\n", 1)]
    [InlineData("version: v2\nbreaking:\n  use: WIRE\n", 1)]
    [InlineData("version: v2\nbreaking:\n  use: [WIRE]\n   except: []\n", 4)]
    [InlineData("version: v2\nbreaking:\n  use: [WIRE]\n  use: [FILE]\n", 4)]
    [InlineData("version: v2\nbreaking:\n  use: [\"WIRE]\n", 3)]
    [InlineData("breaking\n", 1)]
    public void Of_WhatIsNotRead_IsACodedErrorAtItsLine(string text, int line)
    {
        _folder.Write("buf.yaml", text);

        var exception = Assert.Throws<DiagnosticException>(() => BreakingConfiguration.Of(Source(), BreakingRules.Default));

        var fault = Assert.Single(exception.Diagnostics);
        Assert.Equal(("GRPC3031", "buf.yaml", line), (fault.Code, fault.Span!.File, fault.Span.Line));
    }

    [SkippableTheory]
    [InlineData("breaking:\n  use: [FILE]\n  ignore: [proto/old]\n")]
    [InlineData("breaking:\n  use: [FILE]\n  ignore_only:\n    FIELD_SAME_TYPE: [proto/old]\n")]
    [InlineData("breaking:\n  use: [WIRE_JSON]\n")]
    [InlineData("breaking:\n  use: [PACKAGE]\n  except: [FIELD_NO_DELETE]\n")]
    [InlineData("breaking:\n  ignore_unstable_packages: true\n")]
    public async Task Run_WithAModulesConfiguration_FindsWhatBufFindsByHandOnTheFolder(string section)
    {
        foreach (var (side, type) in new[] { ("old", "int32"), ("new", "int64") })
        {
            _folder.Write($"{side}/buf.yaml", "version: v2\nmodules:\n  - path: proto\n" + section);
            var gone = side == "old" ? " int32 gone = 2;" : "";
            _folder.Write($"{side}/proto/old/v1/old.proto", Comparison.Proto($"message A {{ {type} x = 1;{gone} }}", "old.v1"));
            _folder.Write($"{side}/proto/young/v1beta1/young.proto", Comparison.Proto($"message A {{ {type} x = 1;{gone} }}", "young.v1beta1"));
            _folder.Write($"{side}/proto/shop/v1/shop.proto", Comparison.Proto($"message A {{ {type} x = 1;{gone} }}"));
        }

        var root = _folder.At("new/proto");
        var source = ContractSource.Find(root, _folder.At("new"), Directory.EnumerateFiles(root, "*.proto", SearchOption.AllDirectories));
        var result = await BreakingCheck.RunAsync(
            new BreakingRequest
            {
                Current = BufTool.Build(_folder.At("new")),
                Baseline = BufTool.Build(_folder.At("old")),
                BaselineName = "v1",
                Source = source,
                ProjectFile = _folder.At("new/a.csproj"),
                BufPath = BufTool.Path,
                WorkingDirectory = _folder.At("obj"),
                Rules = BreakingConfiguration.Of(source, BreakingRules.Default),
                Today = new DateOnly(2030, 1, 1),
            },
            CancellationToken.None);
        var byHand = await BufTool.FindingsAsync(_folder.At("new"), "breaking", ".", "--against", "../old", "--error-format", "json");

        Assert.Equal(
            byHand.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => BufAnnotation.Read(line)!)
                .Select(annotation => (annotation.Path, annotation.StartLine, annotation.Type, annotation.Message)).Order(),
            result.All.Select(finding => ((string?)finding.Place.File, finding.Place.Line, finding.Rule, finding.Message)).Order());
        Assert.NotEmpty(result.All);
    }

    private ContractSource Source() => new(_folder.Path, [new ProtoRoot(_folder.Path, [], [], _folder.At("buf.yaml"), [])]);
}
