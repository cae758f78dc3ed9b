using Grpc.Service.Sdk.Checking;

namespace Grpc.Service.Sdk.Tests.Checking;

public sealed class BreakingCheckTests : IDisposable
{
    private readonly Comparison _trees = new();

    public void Dispose() => _trees.Dispose();

    [SkippableFact]
    public async Task Run_EqualTrees_StartsNoProcess()
    {
        _trees.Shop("message A { int32 x = 1; }", "message A { int32 x = 1; }");

        var result = await _trees.RunAsync();

        Assert.Empty(_trees.Commands);
        Assert.Equal((0, SemVerImpact.Patch), (result.FilesCompared, result.Verdict));
    }

    [SkippableFact]
    public async Task Run_OnlyCommentsAndLinesDiffer_StartsNoProcess()
    {
        _trees.Shop("message A { int32 x = 1; }", "\n// New words.\nmessage A {\n  int32 x = 1; // And here.\n}");

        Assert.Equal(0, (await _trees.RunAsync()).FilesCompared);
        Assert.Empty(_trees.Commands);
    }

    [SkippableFact]
    public async Task Run_OneFileDiffers_ComparesIt_WithRelativeNames()
    {
        _trees.Shop("message A { int32 x = 1; }", "message A { int64 x = 1; }").Both("shop/v1/other.proto", Comparison.Proto("message B {}"));

        var result = await _trees.RunAsync();

        Assert.Equal(1, result.FilesCompared);
        Assert.Contains(" breaking breaking-current.binpb --against breaking-baseline.binpb ", Assert.Single(_trees.Commands), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Run_DeletedField_SaysWhatToReserve_AndWhomItBreaks()
    {
        _trees.Shop("message A {\n  int32 x = 1;\n  string name = 5;\n}", "message A {\n  int32 x = 1;\n}");

        var finding = Assert.Single((await _trees.RunAsync()).Findings);

        Assert.Equal("FIELD_NO_DELETE", finding.Code);
        Assert.Equal(Severity.Error, finding.Severity);
        Assert.Equal((Path.Combine("proto", "shop", "v1", "shop.proto"), 3), (finding.Span!.File, finding.Span.Line));
        Assert.Contains("'reserved 5; reserved \"name\";' into 'A'", finding.Message, StringComparison.Ordinal);
        Assert.Contains("(it was at shop/v1/shop.proto:5)", finding.Message, StringComparison.Ordinal);
        Assert.Contains("Breaks the wire, JSON and generated source.", finding.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("reserved 5;", "'reserved \"name\";'", "JSON and generated source")]
    [InlineData("reserved \"name\";", "'reserved 5;'", "the wire and generated source")]
    [InlineData("reserved 5; reserved \"name\";", "are reserved, as they should be", "Breaks generated source.")]
    public async Task Run_DeletedFieldPartlyReserved_SaysWhatIsMissing(string reserved, string hint, string whom)
    {
        _trees.Shop("message A {\n  int32 x = 1;\n  string name = 5;\n}", $"message A {{\n  int32 x = 1;\n  {reserved}\n}}");

        var finding = Assert.Single((await _trees.RunAsync()).Findings);

        Assert.Contains(hint, finding.Message, StringComparison.Ordinal);
        Assert.Contains(whom, finding.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("message A { int32 x = 1; }", "message A { int32 x = 7; }", "'x' has another number now: give it 1 back")]
    [InlineData("enum E { A0 = 0; A1 = 1; }", "enum E { A0 = 0; A1 = 7; }", "'A1' has another number now: give it 1 back")]
    public async Task Run_Renumbered_IsNotToldToReserveANameInUse(string old, string present, string hint)
    {
        _trees.Shop(old, present);

        Assert.Contains(hint, Assert.Single((await _trees.RunAsync()).All).Hint, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Run_Summary_CountsAndEndsWithTheVersion()
    {
        _trees.Shop("message A { int32 x = 1; int32 y = 2; }", "message A { int64 x = 1; }");

        var result = await _trees.RunAsync(request => request with { Suppressions = [new Suppression("FIELD_SAME_TYPE", "shop.v1.A.x", null, "v1", "", "", null)] });

        Assert.Equal("1 file compared, 2 breaking changes (1 accepted): the next version is a major one.", result.Summary);
    }

    [SkippableFact]
    public async Task Run_Cancelled_Ends()
    {
        _trees.Shop("message A { int32 x = 1; }", "message A { }");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => BreakingCheck.RunAsync(_trees.Request(), new CancellationToken(canceled: true)));
    }

    [SkippableFact]
    public async Task Run_RuleThatBufDoesNotKnow_IsBufsOwnError()
    {
        _trees.Shop("message A { int32 x = 1; }", "message A { }");

        var exception = await Assert.ThrowsAsync<DiagnosticException>(() => _trees.RunAsync(request => request with { Rules = BreakingRules.Default with { Use = ["NO_SUCH_RULE"] } }));

        Assert.Equal("GRPC3001", exception.Diagnostics[0].Code);
        Assert.Contains("NO_SUCH_RULE", exception.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Run_DeletedFieldInAnEdition_ReservesAnIdentifier()
    {
        const string Head = "edition = \"2023\";\npackage shop.v1;\n";
        _trees.Old("a.proto", Head + "message A { int32 x = 1; int32 y = 2; }").New("a.proto", Head + "message A { int32 x = 1; }");

        Assert.Contains("'reserved 2; reserved y;'", Assert.Single((await _trees.RunAsync()).Findings).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Run_DeletedEnumValue_SaysWhatToReserve()
    {
        _trees.Shop("enum E { E_UNSPECIFIED = 0; E_OLD = 3; }", "enum E { E_UNSPECIFIED = 0; }");

        var finding = Assert.Single((await _trees.RunAsync()).All);

        Assert.Equal("shop.v1.E.E_OLD", finding.Element);
        Assert.Contains("'reserved 3; reserved \"E_OLD\";' into 'E'", finding.Hint, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("int32", "int64", Breaks.Json | Breaks.Source)]
    [InlineData("int32", "string", Breaks.Wire | Breaks.Json | Breaks.Source)]
    [InlineData("string", "bytes", Breaks.Json | Breaks.Source)]
    [InlineData("fixed32", "sfixed32", Breaks.Source)]
    public async Task Run_ChangedType_BreaksWhatBufsOwnWireRulesSay(string old, string present, Breaks breaks)
    {
        _trees.Shop($"message A {{ {old} x = 1; }}", $"message A {{ {present} x = 1; }}");

        var finding = Assert.Single((await _trees.RunAsync()).All, finding => finding.Rule == "FIELD_SAME_TYPE");

        Assert.Equal(breaks, finding.Breaks);
    }

    [SkippableFact]
    public async Task Run_CompanionRules_AreNotToldThemselves()
    {
        _trees.Shop("message A { int32 x = 1; }", "message A { string x = 1; }");

        Assert.Equal(["FIELD_SAME_TYPE"], (await _trees.RunAsync()).All.Select(finding => finding.Rule));
    }

    [SkippableFact]
    public async Task Run_DeletedFile_IsToldAtTheNearestLivingFile()
    {
        _trees.Both("other/v1/a.proto", Comparison.Proto("message Z {}", "other.v1"))
            .Both("shop/v1/b.proto", Comparison.Proto("message B {}"))
            .Both("shop/v1/c.proto", Comparison.Proto("message C {}"))
            .Old("shop/v1/gone.proto", Comparison.Proto("message A {}"));

        var result = await _trees.RunAsync();

        var finding = Assert.Single(result.Findings);
        Assert.Equal(("FILE_NO_DELETE", Path.Combine("proto", "shop", "v1", "b.proto"), 1), (finding.Code, finding.Span!.File, finding.Span.Line));
        Assert.Contains("shop/v1/gone.proto", finding.Message, StringComparison.Ordinal);
        Assert.Equal("shop/v1/gone.proto", result.All[0].Element);
    }

    [SkippableFact]
    public async Task Run_EveryFileDeleted_IsToldAtTheProject()
    {
        _trees.Shop("message A {}", "message A {}");

        var finding = Assert.Single((await _trees.RunAsync(request => request with { Current = Array.Empty<byte>() })).Findings);

        Assert.Equal(("FILE_NO_DELETE", "Shop.csproj"), (finding.Code, finding.Span!.File));
    }

    [SkippableFact]
    public async Task Run_FileThatIsNoItem_IsNotChecked()
    {
        _trees.Shop("message A { int32 x = 1; }", "message A { int64 x = 1; }")
            .Old("third/v1/third.proto", Comparison.Proto("message T { int32 x = 1; }", "third.v1")).New("third/v1/third.proto", Comparison.Proto("message T {}", "third.v1"));

        var result = await _trees.RunAsync(request => request with
        {
            Source = request.Source.Of(request.Source.Roots[0] with { Protos = ["shop/v1/shop.proto"], Imports = ["third/v1/third.proto"] }),
        });

        Assert.Equal("shop.v1.A.x", Assert.Single(result.All).Element);
    }

    [SkippableFact]
    public async Task Run_OnlyNewFiles_StartsNoProcess()
    {
        _trees.Both("a.proto", Comparison.Proto("message A {}")).New("b.proto", Comparison.Proto("message B {}"));

        var result = await _trees.RunAsync();

        Assert.Empty(_trees.Commands);
        Assert.Equal((1, SemVerImpact.Minor), (result.FilesCompared, result.Verdict));
    }

    [SkippableFact]
    public async Task Run_DeletedPackage_IsToldAtBufYamlOrTheProject()
    {
        _trees.Both("other/v1/a.proto", Comparison.Proto("message Z {}", "other.v1")).Old("shop/v1/gone.proto", Comparison.Proto("message A {}"));

        var finding = Assert.Single((await _trees.RunAsync(request => request with { Rules = BreakingRules.OfCategory("PACKAGE") })).Findings);

        Assert.Equal(("PACKAGE_NO_DELETE", "Shop.csproj"), (finding.Code, finding.Span!.File));
    }

    [SkippableFact]
    public async Task Run_DeletedMessage_SaysWhereItStood()
    {
        _trees.Shop("message A {}\n\nmessage B { int32 x = 1; }", "message A {}");

        var finding = Assert.Single((await _trees.RunAsync()).All);

        Assert.Equal(("shop.v1.B", "shop/v1/shop.proto:5", Breaks.Source), (finding.Element, finding.Was, finding.Breaks));
    }

    [SkippableFact]
    public async Task Run_MessageMovedToAnotherFile_IsWireSafe()
    {
        _trees.Shop("message A {}\nmessage B { int32 x = 1; B b = 2; }", "message A {}")
            .New("shop/v1/moved.proto", Comparison.Proto("message B { int32 x = 1; B b = 2; }"));

        var finding = Assert.Single((await _trees.RunAsync()).All);

        Assert.Contains("moved to 'shop/v1/moved.proto' as it was: wire safe, breaks source", finding.Hint, StringComparison.Ordinal);
        Assert.Equal(Breaks.Source, finding.Breaks);
    }

    [SkippableFact]
    public async Task Run_ServiceMovedToAnotherFile_IsWireSafe_AndADeletedOneIsNot()
    {
        _trees.Shop("message A {}\nservice S { rpc Get(A) returns (A); }\nservice T { rpc Get(A) returns (A); }", "message A {}")
            .New("shop/v1/moved.proto", Comparison.Proto("import \"shop/v1/shop.proto\";\nservice S { rpc Get(A) returns (A); }"));

        var findings = (await _trees.RunAsync()).All;

        Assert.Equal([("shop.v1.S", Breaks.Source), ("shop.v1.T", Breaks.Wire | Breaks.Source)], findings.Select(finding => (finding.Element, finding.Breaks)));
    }

    [SkippableFact]
    public async Task Run_RenamedMessageOfEqualStructure_IsWireSafe()
    {
        _trees.Shop("message Old { int32 x = 1; Old o = 2; }", "message New { int32 x = 1; New o = 2; }");

        var finding = Assert.Single((await _trees.RunAsync()).All);

        Assert.Contains("'shop.v1.New' has its structure: wire safe, breaks source", finding.Hint, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Run_NestedMessagesOfOneName_AreToldApartByPlace()
    {
        _trees.Shop(
            "message A { message In { int32 x = 1; int32 y = 2; } }\nmessage B { message In { int32 x = 1; int32 y = 2; } }",
            "message A { message In { int32 x = 1; } }\nmessage B { message In { int32 x = 1; } }");

        var findings = (await _trees.RunAsync()).All;

        Assert.Equal(["shop.v1.A.In.y", "shop.v1.B.In.y"], findings.Select(finding => finding.Element));
    }

    [SkippableFact]
    public async Task Run_MapValue_IsTheMapField()
    {
        _trees.Shop("message A { map<string, int32> m = 4; }", "message A { map<string, string> m = 4; }");

        Assert.Equal("shop.v1.A.m", Assert.Single((await _trees.RunAsync()).All).Element);
    }

    [SkippableFact]
    public async Task Run_RenamedField_GoesByTheNameThatClientsKnow()
    {
        _trees.Shop("message A { int32 x = 1; }", "message A { int32 z = 1; }");

        Assert.Equal(["shop.v1.A.x", "shop.v1.A.x"], (await _trees.RunAsync()).All.Select(finding => finding.Element));
    }

    [SkippableTheory]
    [InlineData("shop.v1alpha1", Severity.Warning, SemVerImpact.Minor)]
    [InlineData("shop.v2beta1", Severity.Warning, SemVerImpact.Minor)]
    [InlineData("shop.v1test", Severity.Warning, SemVerImpact.Minor)]
    [InlineData("shop.v1p1beta2", Severity.Warning, SemVerImpact.Minor)]
    [InlineData("shop.v1", Severity.Error, SemVerImpact.Major)]
    [InlineData("v1beta1.shop", Severity.Error, SemVerImpact.Major)]
    [InlineData("shop.beta", Severity.Error, SemVerImpact.Major)]
    public async Task Run_UnstablePackage_IsAWarning(string package, Severity severity, SemVerImpact verdict)
    {
        _trees.Old("a.proto", Comparison.Proto("message A { int32 x = 1; }", package)).New("a.proto", Comparison.Proto("message A { int64 x = 1; }", package));

        var result = await _trees.RunAsync();

        Assert.Equal((severity, verdict), (Assert.Single(result.Findings).Severity, result.Verdict));
    }

    [SkippableFact]
    public async Task Run_WarningRules_LowerThoseAlone()
    {
        _trees.Shop("message A { int32 x = 1; int32 y = 2; }", "message A { int64 x = 1; }");

        var findings = (await _trees.RunAsync(request => request with { WarningRules = ["FIELD_SAME_TYPE"] })).Findings;

        Assert.Equal([("FIELD_NO_DELETE", Severity.Error), ("FIELD_SAME_TYPE", Severity.Warning)], findings.Select(finding => (finding.Code, finding.Severity)));
    }

    [Fact]
    public void CheckRuleNames_UnknownName_IsAnError() =>
        Assert.Equal("GRPC3032", Assert.Single(BreakingCheck.CheckRuleNames(["FIELD_SAME_TYPE", "FIELD_SAME_SHAPE"], "GrpcBreakingWarnings")).Code);

    [SkippableTheory]
    [InlineData("message A { int32 x = 1; }", "message A { int32 x = 1; int32 y = 2; }", SemVerImpact.Minor)]
    [InlineData("message A { int32 x = 1; }", "message A { int32 x = 1 [deprecated = true]; }", SemVerImpact.Minor)]
    [InlineData("message A { int32 x = 1; }", "message A { int32 x = 1; reserved 9; }", SemVerImpact.Patch)]
    [InlineData("message A { int32 x = 1; }", "message A { }", SemVerImpact.Major)]
    public async Task Run_Verdict_FollowsWhatChanged(string old, string present, SemVerImpact verdict)
    {
        _trees.Shop(old, present);

        Assert.Equal(verdict, (await _trees.RunAsync()).Verdict);
    }

    [SkippableFact]
    public async Task Run_ImplicitEnumDefault_BreaksAFileThatDidNotChange()
    {
        const string Head = "syntax = \"proto2\";\npackage shop.v1;\n";
        _trees.Old("shop/v1/color.proto", Head + "enum Color { RED = 1; BLUE = 2; }").New("shop/v1/color.proto", Head + "enum Color { BLUE = 2; RED = 1; }")
            .Both("shop/v1/car.proto", Head + "import \"shop/v1/color.proto\";\nmessage Car { optional Color color = 1; }");

        var finding = Assert.Single((await _trees.RunAsync()).All);

        Assert.Equal(("FIELD_SAME_DEFAULT", "shop.v1.Car.color"), (finding.Rule, finding.Element));
    }

    [SkippableFact]
    public async Task Run_TwiceTheSame_SaysTheSame()
    {
        _trees.Shop("message A { int32 x = 1; int32 y = 2; }\nmessage B {}\nenum E { A0 = 0; A1 = 1; }", "message A { int64 x = 1; }\nenum E { A0 = 0; }");

        Assert.Equal((await _trees.RunAsync()).Findings, (await _trees.RunAsync()).Findings);
    }

    [SkippableTheory]
    [InlineData("not an image")]
    [InlineData("\x0A\x7F")]
    public async Task Run_BaselineThatIsNoImage_IsACodedError(string bytes)
    {
        _trees.Shop("message A {}", "message A {}");

        var exception = await Assert.ThrowsAsync<DiagnosticException>(() => _trees.RunAsync(request => request with { Baseline = System.Text.Encoding.Latin1.GetBytes(bytes) }));

        Assert.Equal("GRPC3030", exception.Diagnostics[0].Code);
        Assert.Contains("v1.0.0", exception.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Run_FileNamesOfEveryKind_AreTold()
    {
        _trees.Old("a b/ü 'x'.proto", Comparison.Proto("message A { int32 x = 1; }")).New("a b/ü 'x'.proto", Comparison.Proto("message A { int64 x = 1; }"))
            .Old("a b/q\"q.proto", Comparison.Proto("message Q {}"));

        var result = await _trees.RunAsync();

        Assert.Equal(["a b/q\"q.proto", "shop.v1.A.x"], result.All.Select(finding => finding.Element).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Run_TwoThousandFindings_AreReadInTime()
    {
        var old = string.Concat(Enumerable.Range(1, 2000).Select(number => $"message M{number} {{ int32 x{number} = 1; }}\n"));
        _trees.Shop(old, "message A {}");

        var watch = System.Diagnostics.Stopwatch.StartNew();
        var result = await _trees.RunAsync();

        Assert.Equal(2000, result.Findings.Count);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }

    [SkippableFact]
    public async Task Run_CopyOfASharedContract_IsNotCompared()
    {
        using var comparison = new Comparison().Shop("message M {}", "message M {}")
            .Old("google/api/thing.proto", Comparison.Proto("message Thing { int32 a = 1; }", "google.api"))
            .New("google/api/thing.proto", Comparison.Proto("message Thing {}", "google.api"));

        var result = await comparison.RunAsync();

        Assert.Empty(result.All);
        Assert.Empty(comparison.Commands);
    }
}
