using NetArchTest.Rules;

namespace Grpc.Service.Sdk.Tests;

/// <summary>Dependencies of the task assembly run one way. Each row may use the rows above it, and nothing below.</summary>
public sealed class ArchitectureTests
{
    private const string Root = "Grpc.Service.Sdk.";

    private static readonly string[][] s_layers =
    [
        ["Diagnostics"],
        ["Tools"],
        ["Images"],
        ["Checking", "Baselines", "Protoc", "Modeling", "Certificates"],
        ["Reporting"],
        ["Languages", "Documentation"],
        ["Rendering"],
        ["Output"],
        ["Pipeline"],
        ["MSBuild"],
    ];

    public static TheoryData<string> Folders => [.. s_layers.SelectMany(layer => layer)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Folder_UsesOnlyTheLayersAboveIt(string folder)
    {
        var layer = Array.FindIndex(s_layers, names => names.Contains(folder));
        var forbidden = s_layers.Skip(layer).SelectMany(names => names).Where(name => name != folder).Select(name => Root + name).ToArray();

        var result = Types.InAssembly(typeof(Codes).Assembly).That().ResideInNamespaceStartingWith(Root + folder)
            .ShouldNot().HaveDependencyOnAny(forbidden).GetResult();

        Assert.True(result.IsSuccessful, $"{folder} uses a layer that may only use it: {string.Join(", ", result.FailingTypeNames ?? [])}");
    }

    [Fact]
    public void MSBuild_IsKnownToItsOwnFolderAlone()
    {
        var result = Types.InAssembly(typeof(Codes).Assembly).That().DoNotResideInNamespaceStartingWith(Root + "MSBuild")
            .And().DoNotResideInNamespaceStartingWith("Microsoft.Build")
            .ShouldNot().HaveDependencyOn("Microsoft.Build").GetResult();

        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }

    [Fact]
    public void Folders_AreAllInTheLayers()
    {
        var folders = Directory.EnumerateDirectories(Path.Combine(Checkout.Root, "src", "Tasks")).Select(Path.GetFileName)
            .Where(name => name is not ("bin" or "obj"));

        Assert.Equal(folders.Order(StringComparer.Ordinal), s_layers.SelectMany(layer => layer).Order(StringComparer.Ordinal));
    }
}
