using System.Runtime.InteropServices;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Tests.Baselines;

/// <summary>The Buf CLI that <c>dotnet pack src/Tools</c> fetched; tests that need it are skipped by name where it was not.</summary>
internal static class BufBinary
{
    public static Tool Get()
    {
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        var rid = $"{system}-{(RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64")}";
        var path = Path.Combine(Checkout.Root, "artifacts", "tools", "buf", rid, OperatingSystem.IsWindows() ? "buf.exe" : "buf");
        Skip.IfNot(File.Exists(path), $"buf for {rid} is not in artifacts/tools: run 'dotnet pack src/Tools -c Release'");
        return new Tool("buf", "packed", path, FileHash.OfBytes("packed"u8));
    }
}
