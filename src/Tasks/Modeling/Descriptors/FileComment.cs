using Google.Protobuf.Reflection;

namespace Grpc.Service.Sdk.Modeling.Descriptors;

/// <summary>What a file says of itself.</summary>
internal static class FileComment
{
    private static readonly string[] s_candidates =
    [
        .. new[] { FileDescriptorProto.PackageFieldNumber, FileDescriptorProto.SyntaxFieldNumber, FileDescriptorProto.EditionFieldNumber }.Select(number => SourceInfo.Step(number)),
    ];

    /// <summary>The comment above the package, else the one above the syntax or edition; a licence that stands apart from both is not taken.</summary>
    public static IReadOnlyList<string> Of(SourceInfo source) => s_candidates.Select(source.CommentOf).FirstOrDefault(lines => lines.Count > 0, []);
}
