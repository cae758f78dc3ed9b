using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Modeling.Descriptors;

/// <summary>
/// Turns an image into linked descriptors. protobuf's own code resolves types, features and presence; we do not do it a second time.
/// </summary>
internal static class DescriptorImage
{
    /// <param name="image">Every file stands behind its imports, as Buf and protoc write it.</param>
    /// <returns>All files of the image, imports too, in its order, without their source info.</returns>
    public static IReadOnlyList<FileDescriptor> Load(Image image) =>
        FileDescriptor.BuildFromByteStrings(image.Files.Select(file => UnsafeByteOperations.UnsafeWrap(file.Contract)), Annotations.Registry);
}
