using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Modeling;
using Grpc.Service.Sdk.Protoc;

namespace Grpc.Service.Sdk.Tests.Protoc;

/// <summary>What protoc writes of a contract's names that C# could not compile, with our stand-ins and without.</summary>
public sealed class StandInNamesTests : IDisposable
{
    private const string Old = """
        syntax = "proto2";
        package old.v1;
        message Parser {
          optional string parser = 1;
          optional Parser next = 2;
          map<string, Parser> by_name = 5;
          optional group MergeFrom = 3 { repeated Parser parsers = 1; }
          message Types { optional Types types = 1; }
          message Clone {}
          message Clone_ {}
          optional Clone clone = 4;
          enum E { ToString_ = 0; }
          message ToString { extensions 100 to 200; }
          extend ToString { optional Parser descriptor = 100; }
        }
        message Outer { enum Types { TYPES_NONE = 0; TYPES_ONE = 1; } repeated Types types = 1; }
        message Descriptor { message Plain {} optional Plain plain = 1; }
        """;

    private const string New = """
        syntax = "proto3";
        package new.v1;
        import "old/v1/old.proto";
        message ClearBody { optional string body = 1; oneof body_kind { string text = 2; bool clear_text = 3; } optional string clear_body = 4; }
        message ClearSignature { oneof signature { bytes x = 1; } }
        message Body { optional string value = 1; bool has_value = 2; string x = 4; int32 x_field_number = 5; oneof kind { string a = 6; } int32 kind_case = 7; map<string, old.v1.Parser.Types> has_no = 8; }
        message event { enum class { class_NONE = 0; } optional old.v1.Parser has = 1; oneof pick { old.v1.Parser.Clone is_it = 2; old.v1.Descriptor.Plain plain = 3; } class e = 4; }
        message HasEdition { string edition = 1; }
        message Old { old.v1.Parser parser = 1; }
        service Descriptor { rpc is(event) returns (stream old.v1.Parser); rpc Send(stream ClearBody) returns (old.v1.Descriptor); }
        """;

    private const string Edition = """
        edition = "2023";
        package edition.v1;
        option features.field_presence = IMPLICIT;
        message HasName { string name = 1; }
        message ClearName { string name = 1 [features.field_presence = EXPLICIT]; }
        message M { message WriteTo { int32 a = 1; } WriteTo writeto = 1 [features.message_encoding = DELIMITED]; WriteTo other = 2 [features.message_encoding = DELIMITED]; bool clear_other = 3; }
        """;

    private const string Outer = """
        syntax = "proto3";
        package old;
        import "old/v1/old.proto";
        import "new/v1/new.proto";
        message V1 { V1 v1 = 1; new.v1.event event = 2; }
        """;

    private const string Space = """
        syntax = "proto3";
        import "old/v1/old.proto";
        import "new/v1/new.proto";
        enum Old { OLD_NONE = 0; OLD_ONE = 1; }
        service New { rpc New(old.v1.Parser) returns (new.v1.Old); }
        """;

    private static readonly string[] s_paths = ["old/outer.proto", "space.proto", "edition/v1/edition.proto", "new/v1/new.proto", "old/v1/old.proto"];

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _image = ProtoCompiler.Compile(("old/outer.proto", Outer), ("space.proto", Space), ("edition/v1/edition.proto", Edition), ("new/v1/new.proto", New), ("old/v1/old.proto", Old));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Names_AreTheModelsAndCSharps()
    {
        var code = Generated();
        var contract = ContractBuilder.Build(_image, s_paths);
        var all = string.Concat(code.Values);

        Assert.DoesNotContain("zkw", all, StringComparison.OrdinalIgnoreCase);
        Assert.All(Messages(contract), message => Assert.Contains($"partial class {CSharpNaming.ClassName(message)} : ", all, StringComparison.Ordinal));
        Assert.All(Messages(contract).SelectMany(message => message.Fields), field => Assert.Matches($@"public .+ {Regex.Escape(CSharpNaming.Property(field))} {{", all));
        Assert.Empty(CSharpChecks.Check(contract));
        Assert.Equal(
            [
                "global::Edition.V1.ClearName_", "global::Edition.V1.M.Types.WriteTo_", "global::New.V1.@event", "global::New.V1.ClearBody_",
                "global::New.V1.ClearSignature_", "global::Old.V1.Descriptor_", "global::Old.V1.Parser__", "global::Old.V1.Parser__.Types.Clone__",
                "global::Old.V1.Parser__.Types.MergeFrom_", "global::Old.V1.Parser__.Types.ToString__", "global::Old.V1.Parser__.Types.Types__", "global::Old.V1_",
            ],
            Messages(contract).Where(message => CSharpNaming.ClassName(message) != message.Name).Select(CSharpNaming.Type).Order(StringComparer.Ordinal));
        Assert.Equal(["HasValue_", "XFieldNumber_", "KindCase_"], Fields(contract, "new.v1.Body", "has_value", "x_field_number", "kind_case"));
        Assert.Contains("public enum Types_ {", code["Old/V1/Old.cs"], StringComparison.Ordinal);
        Assert.Contains("[pbr::OriginalName(\"TYPES_ONE\")] One = 1,", code["Old/V1/Old.cs"], StringComparison.Ordinal);
        Assert.Contains("Gets whether the \"clear_text\" field is set", code["New/V1/New.cs"], StringComparison.Ordinal);
        Assert.Contains("public static partial class Descriptor_\n", code["New/V1/NewGrpc.cs"], StringComparison.Ordinal);
        Assert.Contains("static readonly string __ServiceName = \"new.v1.Descriptor\";", code["New/V1/NewGrpc.cs"], StringComparison.Ordinal);
        Assert.Contains("[pbr::OriginalName(\"OLD_ONE\")] One = 1,", code["Space.cs"], StringComparison.Ordinal);
        Assert.Contains("public enum Old_ {", code["Space.cs"], StringComparison.Ordinal);
        Assert.Contains("static readonly string __ServiceName = \"New\";", code["SpaceGrpc.cs"], StringComparison.Ordinal);
        Assert.Equal(["global::New_.NewBase", "global::New.V1.Descriptor_.DescriptorBase"], contract.Services.Select(CSharpNaming.ServiceBase));
    }

    [Fact]
    public void Descriptors_AreWhatProtocWritesWithoutUs()
    {
        var code = Generated();
        var plain = Run(_image);

        Assert.Equal(s_paths.Length + 2, code.Count);
        Assert.All(code.Keys.Where(path => !path.EndsWith("Grpc.cs", StringComparison.Ordinal)), path => Assert.Equal(Embedded(plain[path]), Embedded(code[path])));
    }

    [Fact]
    public void Replace_NamesThatCSharpTakes_LeavesTheImage()
    {
        var image = Image.Read(ProtoCompiler.Compile(("a.proto", "syntax = \"proto3\"; message HasName { string name = 1; bool has_more = 2; } message Types {} enum Parser { NONE = 0; } message M { string parser = 1; }")));

        var (same, names) = StandInNames.Replace(image);

        Assert.Same(image, same);
        Assert.Null(names);
    }

    [Fact]
    public void Replace_FilesThatDoNotImportSuchAName_AreLeft()
    {
        var image = Image.Read(ProtoCompiler.Compile(
            ("a.proto", "syntax = \"proto3\"; message Parser {}"), ("b.proto", "syntax = \"proto3\"; import \"a.proto\"; message M { Parser p = 1; }"), ("c.proto", "syntax = \"proto3\"; message N {}")));

        var (replaced, names) = StandInNames.Replace(image);

        Assert.Equal((true, true, false), (names!.MayBeIn("a.proto"), names.MayBeIn("b.proto"), names.MayBeIn("c.proto")));
        Assert.Same(image.Find("c.proto"), replaced.Find("c.proto"));
        Assert.Equal(".Parser_", replaced.Find("b.proto")!.DecodeContract().MessageType[0].Field[0].TypeName);
    }

    [Fact]
    public void Replace_NameThatAnotherFileOfThePackageHas_IsLeftToTheCheck()
    {
        var image = Image.Read(ProtoCompiler.Compile(("a.proto", "syntax = \"proto3\"; package a; message Parser {}"), ("b.proto", "syntax = \"proto3\"; package a; message Parser_ {}")));

        Assert.Null(StandInNames.Replace(image).Names);
    }

    private static IEnumerable<MessageType> Messages(Contract contract) => contract.Files.SelectMany(file => file.Messages).SelectMany(WithNested);

    private static IEnumerable<MessageType> WithNested(MessageType message) => message.Messages.SelectMany(WithNested).Prepend(message);

    private static IEnumerable<string> Fields(Contract contract, string message, params string[] fields) =>
        fields.Select(field => CSharpNaming.Property(Messages(contract).Single(type => type.FullName == message).Find(field)!));

    private static FileDescriptorProto Embedded(string code)
    {
        var data = code[code.IndexOf("FromBase64String(", StringComparison.Ordinal)..code.IndexOf("));", StringComparison.Ordinal)];
        return FileDescriptorProto.Parser.ParseFrom(Convert.FromBase64String(string.Concat(Regex.Matches(data, "\"(.*)\"").Select(line => line.Groups[1].Value))));
    }

    /// <summary>The code of all files, restored, by path.</summary>
    private Dictionary<string, string> Generated()
    {
        var (image, names) = StandInNames.Replace(Image.Read(_image));
        return Run(image.Slice(s_paths.ToHashSet(), s_paths.ToHashSet())).ToDictionary(file => file.Key, file => names!.Restore(file.Value));
    }

    private Dictionary<string, string> Run(byte[] image)
    {
        var output = Guid.NewGuid().ToString("n");
        Directory.CreateDirectory(_folder.At(output));
        File.WriteAllBytes(_folder.At("image.binpb"), image);
        ProtoCompiler.RunOn(_folder.Path, "image.binpb", ["--csharp_out=" + output, "--grpc_out=" + output, "--csharp_opt=base_namespace=", "--grpc_opt=base_namespace=", .. s_paths]);
        return Directory.EnumerateFiles(_folder.At(output), "*.cs", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(_folder.At(output), path).Replace('\\', '/'), path => File.ReadAllText(path).ReplaceLineEndings("\n"));
    }
}
