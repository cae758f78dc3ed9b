using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Modeling.Descriptors;

/// <summary>
/// Turns an image into linked descriptors. protobuf's own code resolves types, features and presence; we do not do it a second time.
/// </summary>
internal static class DescriptorImage
{
    /// <param name="image">A FileDescriptorSet in which every file stands behind its imports, as Buf and protoc write it.</param>
    /// <returns>All files of the image, imports too, in its order.</returns>
    public static IReadOnlyList<FileDescriptor> Load(ReadOnlyMemory<byte> image) =>
        FileDescriptor.BuildFromByteStrings(Image.Split(image).Select(UnsafeByteOperations.UnsafeWrap), Annotations.Registry);
}
