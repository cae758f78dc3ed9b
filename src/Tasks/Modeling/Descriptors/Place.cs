using Google.Protobuf.Reflection;

namespace Grpc.Service.Sdk.Modeling.Descriptors;

/// <summary>What the image's source info says of an element.</summary>
internal static class Place
{
    public static Location Of(DescriptorBase descriptor) => descriptor.Declaration is { } declaration
        ? new Location(descriptor.File.Name, declaration.StartLine, declaration.StartColumn)
        : new Location(descriptor.File.Name, 0, 0);

    public static IReadOnlyList<string> CommentOf(DescriptorBase descriptor) =>
        CommentText.Lines(descriptor.Declaration?.LeadingComments ?? "");

    public static IReadOnlyList<string> TrailingCommentOf(DescriptorBase descriptor) =>
        CommentText.Lines(descriptor.Declaration?.TrailingComments ?? "");
}
