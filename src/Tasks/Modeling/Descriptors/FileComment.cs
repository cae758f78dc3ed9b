using Google.Protobuf.Reflection;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Modeling.Descriptors;

/// <summary>What a file says of itself. The runtime keeps the places of declarations alone, and a file's package is none.</summary>
internal static class FileComment
{
    private static readonly int[] Candidates =
    [
        FileDescriptorProto.PackageFieldNumber, FileDescriptorProto.SyntaxFieldNumber, FileDescriptorProto.EditionFieldNumber,
    ];

    /// <summary>The comment above the package, else the one above the syntax or edition; a licence that stands apart from both is not taken.</summary>
    public static IReadOnlyList<string> Of(FileDescriptor file)
    {
        var info = WireFields.Of(file.SerializedData.Memory).Where(field => field.Number == FileDescriptorProto.SourceCodeInfoFieldNumber)
            .Select(field => SourceCodeInfo.Parser.ParseFrom(field.Value.Span))
            .LastOrDefault(new SourceCodeInfo());
        var comments = info.Location.Where(location => location.Path.Count == 1)
            .ToLookup(location => location.Path[0], location => CommentText.Lines(location.LeadingComments));
        return Candidates.SelectMany(number => comments[number]).FirstOrDefault(lines => lines.Count > 0, []);
    }
}
