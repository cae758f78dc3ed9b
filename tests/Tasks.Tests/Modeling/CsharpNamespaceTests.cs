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
        var files = Packages
            .Select((package, index) => ($"f{index}.proto", $"syntax = 'proto3'; package {package}; message M {{}}"))
            .ToArray();
        foreach (var (path, text) in files)
        {
            folder.Write(path, text);
        }

        ProtoCompiler.Run(folder.Path, ["--csharp_out=.", "--descriptor_set_out=image", .. files.Select(file => file.Item1)]);

        var contract = ContractBuilder.Build(File.ReadAllBytes(Path.Combine(folder.Path, "image")), [.. files.Select(file => file.Item1)]);
        var ours = contract.Packages.SelectMany(package => package.Files).ToDictionary(file => file.Path, file => file.CsharpNamespace);
        Assert.All(files, file => Assert.Equal(Generated(folder, file.Item1), ours[file.Item1]));
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

    private static string Generated(TemporaryFolder folder, string proto) =>
        Namespace().Match(File.ReadAllText(Path.Combine(folder.Path, "F" + proto[1..^".proto".Length] + ".cs"))).Groups[1].Value;

    [GeneratedRegex(@"^namespace ([\w.]+) \{", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
