using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Tests.Tools;

public sealed class ToolProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RunAsync_WithAnEnvironment_GivesItAndNothingBeside()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var result = await ToolProcess.RunAsync(
            "/usr/bin/env", [], _folder.Path, new Dictionary<string, string> { ["ONLY"] = "this" }, default, _ => { }, CancellationToken.None);

        Assert.Equal("ONLY=this\n", result.OutputText);
    }

    [Fact]
    public async Task RunAsync_WithInput_GivesItBytewise()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        byte[] input = [0, 255, 10, 13];

        var result = await ToolProcess.RunAsync("/bin/cat", [], _folder.Path, null, input, _ => { }, CancellationToken.None);

        Assert.Equal(input, result.Output);
    }
}
