using Grpc.Service.Sdk.Protoc;

namespace Grpc.Service.Sdk.Tests.Protoc;

/// <summary>Our idea of the C# generator's names, held against what protoc writes.</summary>
public sealed class CSharpGeneratorTests
{
    private static readonly string[] s_fields =
    [
        "unit_price", "price2x", "URL", "_lead", "trail_", "a__b", "thing", "equals", "to_string", "types", "descriptor", "parser", "clone",
        "get_hash_code", "get_type", "merge_from", "write_to", "calculate_size", "on_construction", "_1st", "x1_y2",
    ];

    [Fact]
    public void PropertyName_IsWhatProtocWrites()
    {
        using var folder = new TemporaryFolder();
        var fields = s_fields.Select((name, index) => $"  optional string {name} = {index + 1};\n");
        folder.Write("a/v1/odd-name.x_1.proto", $"syntax = \"proto2\";\npackage a.v1;\nmessage Thing {{\n{string.Concat(fields)}}}\n");

        ProtoCompiler.Run(folder.Path, "--csharp_out=.", "--csharp_opt=base_namespace=", "a/v1/odd-name.x_1.proto");

        var code = File.ReadAllText(folder.At($"A/V1/{CSharpGenerator.FileName("a/v1/odd-name.x_1.proto")}.cs"));
        Assert.All(s_fields, name => Assert.Contains($"public string {CSharpGenerator.PropertyName(name, "Thing")} {{", code, StringComparison.Ordinal));
    }
}
