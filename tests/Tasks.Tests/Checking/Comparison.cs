using Grpc.Service.Sdk.Checking;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Tests.Checking;

/// <summary>Two trees of contracts, and the check of one against the other.</summary>
internal sealed class Comparison : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public Comparison()
    {
        Directory.CreateDirectory(_folder.At("old"));
        Directory.CreateDirectory(_folder.At("new/proto"));
    }

    public List<string> Commands { get; } = [];

    public string Project => _folder.At("new");

    public Comparison Old(string path, string text)
    {
        _folder.Write("old/" + path, text);
        return this;
    }

    public Comparison New(string path, string text)
    {
        _folder.Write("new/proto/" + path, text);
        return this;
    }

    public Comparison Both(string path, string text) => Old(path, text).New(path, text);

    /// <summary>A proto3 file of the package <c>shop.v1</c>.</summary>
    public Comparison Shop(string old, string present) => Old("shop/v1/shop.proto", Proto(old)).New("shop/v1/shop.proto", Proto(present));

    public static string Proto(string body, string package = "shop.v1") => $"syntax = \"proto3\";\npackage {package};\n{body}\n";

    public BreakingRequest Request() => new()
    {
        Current = BufTool.Build(_folder.At("new/proto")),
        Baseline = BufTool.Build(_folder.At("old")),
        BaselineName = "v1.0.0",
        Source = Source(),
        ProjectFile = _folder.At("new/Shop.csproj"),
        BufPath = BufTool.Path,
        WorkingDirectory = _folder.At("obj"),
        Today = new DateOnly(2030, 1, 15),
        Started = Commands.Add,
    };

    public ContractSource Source()
    {
        var root = _folder.At("new/proto");
        return ContractSource.Find(root, Project, Directory.EnumerateFiles(root, "*.proto", SearchOption.AllDirectories));
    }

    public Task<BreakingResult> RunAsync(Func<BreakingRequest, BreakingRequest>? change = null)
    {
        var request = Request();
        return BreakingCheck.RunAsync(change?.Invoke(request) ?? request, CancellationToken.None);
    }

    public void Dispose() => _folder.Dispose();
}
