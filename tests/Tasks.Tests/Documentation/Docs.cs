using System.Text;
using Grpc.Service.Sdk.Documentation;
using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Modeling;
using Grpc.Service.Sdk.Rendering;

namespace Grpc.Service.Sdk.Tests.Documentation;

/// <summary>The documentation of contracts that stand in a test's text.</summary>
internal static class Docs
{
    /// <summary>Its pages by path; the first files are the contract, what they import comes along.</summary>
    public static SortedDictionary<string, string> Pages(Contract contract, bool hasServer = true, string? overrides = null)
    {
        var docs = new ApiDocs(contract, "proto/", "../proto/", "generated/config/image.binpb", hasServer);
        var project = new RenderProject("Shop", "", true, "1.0.0") { ProtoRoot = "proto/", ProtoRootFromOutput = "../proto/", HasServer = hasServer };
        var set = TemplateSet.Read(Path.Combine(Checkout.Root, "src", "Sdk", "templates", "docs"));
        return new(
            new TemplateRenderer(set, docs, overrides).Render(contract, project).ToDictionary(file => file.Path, file => Encoding.UTF8.GetString(file.Content.Span)),
            StringComparer.Ordinal);
    }

    /// <summary>The one page of one file.</summary>
    public static string Page(string proto, bool hasServer = true) => Pages(Contract(("shop/v1/shop.proto", proto)), hasServer)["docs/api.md"];

    public static Contract Contract(params (string Path, string Text)[] files) =>
        ContractBuilder.Build(ProtoCompiler.Compile(files), [.. files.Select(file => file.Path)]);
}
