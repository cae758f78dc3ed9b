using Google.Protobuf.Reflection;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Tests.Images;

/// <summary>A contract that protoc compiles is the one that Buf would have compiled.</summary>
public sealed class ProtocCompilerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ProtocCompilerTests()
    {
        _folder.Write("proto/shop/v1/options.proto", """
            syntax = "proto2";
            package shop.v1;
            import "google/protobuf/descriptor.proto";
            extend google.protobuf.FieldOptions { optional string note = 50001; optional int32 weight = 50000; }
            """);
        _folder.Write("proto/shop/v1/shop.proto", """
            // A licence.

            syntax = "proto3";
            package shop.v1;
            import "google/protobuf/timestamp.proto";
            import "shop/v1/options.proto";

            // A thing.
            message Thing {
              string id = 1 [(note) = "first", deprecated = true, (weight) = 3];  // Its key.
              optional google.protobuf.Timestamp create_time = 2;
              map<string, int32> counts = 3;
            }
            """);
        _folder.Write("proto/other/v1/aside.proto", "syntax = \"proto3\";\npackage other.v1;\nmessage Aside {}\n");
    }

    private string Root => Path.Combine(_folder.Path, "proto");

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Image_SaysWhatBufsSays()
    {
        var protocs = Image.Read((await Compiler(Source("shop/v1/options.proto", "shop/v1/shop.proto"))!.CompileAsync(CancellationToken.None))!);
        var bufs = Image.Read(BufTool.Build(Root));

        // Buf was not told that one file is none of the contract's.
        Assert.Equal(bufs.Files.Select(file => (file.Name, file.IsImport)).Where(file => !file.Name.StartsWith("other/", StringComparison.Ordinal)), protocs.Files.Select(file => (file.Name, file.IsImport)));
        Assert.All(protocs.Files, file => Assert.Equal(bufs.Find(file.Name)!.DecodeContract(), file.DecodeContract()));
        Assert.Equal(Comments(bufs), Comments(protocs));
        Assert.Contains("[4,0,2,0] Its key.", Comments(protocs));
    }

    [Fact]
    public async Task Image_OfWhatDoesNotCompile_IsLeftToBuf()
    {
        _folder.Write("proto/shop/v1/shop.proto", "syntax = \"proto3\";\nmessage {");

        Assert.Null(await Compiler(Source("shop/v1/shop.proto"))!.CompileAsync(CancellationToken.None));
    }

    [Fact]
    public void For_WhatBufAloneCanRead_IsNothing()
    {
        var plain = Source("shop/v1/shop.proto");
        var root = plain.Roots[0];

        Assert.NotNull(Compiler(plain));
        Assert.Null(Compiler(plain with { Roots = [root with { BufConfiguration = Path.Combine(_folder.Path, "buf.yaml") }] }));
        Assert.Null(Compiler(plain with { Roots = [root with { Excluded = [Path.Combine(Root, "other")] }] }));
        Assert.Null(Compiler(plain with { Roots = [root, root with { Folder = _folder.Path }] }));
        Assert.Null(ProtocCompiler.For(_folder.Write("bin/protoc", "another"), plain, PackagedContracts.None, _folder.Path, _ => { }));
        Assert.Null(ProtocCompiler.For(null, plain, PackagedContracts.None, _folder.Path, _ => { }));
    }

    private ContractSource Source(params string[] protos) =>
        ContractSource.Find(Root, _folder.Path, protos.Select(name => Path.GetFullPath(name, Root)));

    private ProtocCompiler? Compiler(ContractSource source) =>
        ProtocCompiler.For(ProtoCompiler.Protoc, source, PackagedContracts.None, Path.Combine(_folder.Path, "state"), _ => { });

    private static IEnumerable<string> Comments(Image image) => image.Find("shop/v1/shop.proto")!.DecodeSourceInfo().Location
        .Select(place => (place.Path, Text: string.Concat([.. place.LeadingDetachedComments, place.LeadingComments, place.TrailingComments]).Trim()))
        .Where(place => place.Text.Length > 0).Select(place => $"[{string.Join(',', place.Path)}] {place.Text}").Order(StringComparer.Ordinal);
}
