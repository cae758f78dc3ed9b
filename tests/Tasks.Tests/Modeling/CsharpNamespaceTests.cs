using System.Text.RegularExpressions;
using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Tests.Modeling;

public sealed partial class CsharpNamespaceTests
{
    private static readonly string[] Packages =
        ["ecommerce.v1", "my_shop.v1beta1", "a1b.c_2d", "Already.Pascal", "camelCase.x", "__odd__.trailing_", "v1p1beta1", "a._1b", "x.HTTP_api"];

    [Fact]
    public void CsharpNamespace_NoOption_AsProtocsOwnGenerator()
    {
        using var folder = new TemporaryFolder();
        var files = Packages.Select((package, index) => ($"f{index}.proto", $"syntax = 'proto3'; package {package}; message M {{}}")).ToArray();
        foreach (var (path, text) in files)
        {
            folder.Write(path, text);
        }

        ProtoCompiler.Run(folder.Path, ["--csharp_out=.", "--descriptor_set_out=image", .. files.Select(file => file.Item1)]);

        var contract = ContractBuilder.Build(File.ReadAllBytes(Path.Combine(folder.Path, "image")), [.. files.Select(file => file.Item1)]);
        Assert.Equal(
            files.Select((_, index) => Namespace().Match(File.ReadAllText(Path.Combine(folder.Path, $"F{index}.cs"))).Groups[1].Value),
            contract.Packages.SelectMany(package => package.Files).OrderBy(file => file.Path, StringComparer.Ordinal).Select(file => file.CsharpNamespace));
    }

    [Fact]
    public void CsharpNamespace_OptionOrNoPackage_OptionOrEmpty()
    {
        var files = ContractBuilder.Build(
            ProtoCompiler.Compile(
                ("a.proto", "syntax = 'proto3'; package a; option csharp_namespace = 'Own.Name';"),
                ("b.proto", "syntax = 'proto3'; package a; option csharp_namespace = '';"),
                ("c.proto", "syntax = 'proto3';")),
            ["a.proto", "b.proto", "c.proto"]).Packages.SelectMany(package => package.Files);

        Assert.Equal(["", "Own.Name", ""], files.Select(file => file.CsharpNamespace));
    }

    [GeneratedRegex(@"^namespace ([\w.]+) \{", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
