using System.Text;
using Grpc.Service.Sdk.Languages;
using Grpc.Service.Sdk.Modeling;
using Grpc.Service.Sdk.Rendering;

namespace Grpc.Service.Sdk.Tests.Rendering;

public sealed class LanguageRendererTests : IDisposable
{
    private const string Shop = "syntax = \"proto3\"; package shop.v1; message M {} service A { rpc Do(M) returns (M); } service B {}";
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _templates = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Render_PlainSource_GetsTheRootPackageAndUnixLines()
    {
        _folder.Write("language/a/Plain.x", "namespace PLACEHOLDER;\r\nend\r\n");

        Assert.Equal("namespace Shop.root;\nend\n", Render()["x/a/Plain.x"]);
    }

    [Fact]
    public void Render_TemplatePerService_WritesOneFileEachAndCallsTheNaming()
    {
        Template("s.scriban", TemplateScope.Service, "{{ package | package_path }}{{ service.name }}.x", body: "{{ service.full_name }} {{ for method in service.methods }}{{ method.name | loud }}{{ end }}\n");

        var files = Render();

        Assert.Equal("shop.v1.A DO!\n", files["x/shop.v1/A.x"]);
        Assert.Equal("shop.v1.B \n", files["x/shop.v1/B.x"]);
    }

    [Fact]
    public void Render_When_LeavesFilesOut()
    {
        Template("s.scriban", TemplateScope.Service, "{{ service.name }}.x", when: "service.methods.size > 0");

        Assert.Equal(["x/A.x"], Render().Keys);
    }

    [Fact]
    public void Render_Partial_IsIncludedFromTheUsersFolderFirst()
    {
        Template("s.scriban", TemplateScope.Once, "s.x", body: "{{ include 'p/_part.scriban' }}");
        _folder.Write("language/p/_part.scriban", "ours");
        Assert.Equal("ours", Render()["x/s.x"]);

        _folder.Write("own/p/_part.scriban", "theirs");
        Assert.Equal("theirs", Render()["x/s.x"]);
    }

    [Theory]
    [InlineData("one\n{{ nonsense }}", 2, 4)]
    [InlineData("one\n\n{{ project.nonsense }}", 3, 12)]
    [InlineData("one\n{{ for in }}", 2, 4)]
    public void Render_Mistake_PointsIntoTheTemplateAndNamesTheElement(string body, int line, int column)
    {
        Template("s.scriban", TemplateScope.Service, "{{ service.name }}.x", body: body);

        var found = Assert.Throws<DiagnosticException>(Render).Diagnostics[0];

        Assert.Equal(("GRPC4001", _folder.At("language/s.scriban"), line, column), (found.Code, found.Span!.File, found.Span.Line, found.Span.Column));
        Assert.Contains("'s.scriban'", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_LargeLoopAndText_AreNotCut()
    {
        Template("s.scriban", TemplateScope.Once, "s.x", body: "{{ for i in 1..20000 }}{{ '0123456789012345678901234567890123456789012345678901234567890123456789' }}{{ end }}");

        Assert.Equal(1_400_000, Render()["x/s.x"].Length);
    }

    private void Template(string file, TemplateScope scope, string output, string body = "", string? when = null)
    {
        _folder.Write("language/" + file, body);
        _templates.Add(System.Text.Json.JsonSerializer.Serialize(new { file, scope = scope.ToString().ToLowerInvariant(), output, when }));
    }

    private SortedDictionary<string, string> Render()
    {
        _folder.Write("language/language.json", $$"""{"id": "x", "title": "X", "placeholder": "PLACEHOLDER", "templates": [{{string.Join(", ", _templates)}}], "protoc": [], "roles": {}, "packages": { } }""");
        var contract = ContractBuilder.Build(ProtoCompiler.Compile(("shop.proto", Shop)), ["shop.proto"]);
        var files = new LanguageRenderer(LanguageDefinition.Read(_folder.At("language")), new Naming(), "service", _folder.At("own"))
            .Render(contract, new RenderProject("Shop", "Shop.root", true, "1.0.0"));
        return new(files.ToDictionary(file => file.Path, file => Encoding.UTF8.GetString(file.Content.Span)), StringComparer.Ordinal);
    }

    private sealed class Naming : ILanguageNaming
    {
        public string RootPackage(string projectName, string chosen) => projectName;

        public string PackagePath(ProtoPackage package) => package.Name + "/";

        public static string Loud(string name) => name.ToUpperInvariant() + "!";
    }
}
