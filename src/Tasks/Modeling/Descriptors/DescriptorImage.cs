using System.Runtime.InteropServices;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Grpc.Service.Sdk.Modeling.Descriptors;

/// <summary>
/// Turns an image into linked descriptors. protobuf's own code resolves types, features and presence; we do not do it a second time.
/// </summary>
internal static class DescriptorImage
{
    /// <param name="image">A FileDescriptorSet in which every file stands behind its imports, as Buf and protoc write it.</param>
    /// <returns>All files of the image, imports too, in its order.</returns>
    public static IReadOnlyList<FileDescriptor> Load(ReadOnlyMemory<byte> image) =>
        FileDescriptor.BuildFromByteStrings(Slice(image), Annotations.Registry);

    /// <summary>The image's files as they are: parsed once, by the linker.</summary>
    private static IEnumerable<ByteString> Slice(ReadOnlyMemory<byte> image)
    {
        var input = MemoryMarshal.TryGetArray(image, out var bytes)
            ? new CodedInputStream(bytes.Array!, bytes.Offset, bytes.Count)
            : new CodedInputStream(image.ToArray());
        while (input.ReadTag() is var tag and not 0)
        {
            if (WireFormat.GetTagFieldNumber(tag) == FileDescriptorSet.FileFieldNumber)
            {
                yield return input.ReadBytes();
            }
            else
            {
                input.SkipLastField();
            }
        }
    }
}
