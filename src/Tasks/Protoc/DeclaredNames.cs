using System.Text;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Protoc;

/// <summary>The names that a file declares, looked through without decoding it: nearly no contract has one that is a keyword.</summary>
internal static class DeclaredNames
{
    // Field numbers of FileDescriptorProto, DescriptorProto and ServiceDescriptorProto; a name is field 1 of each that has one.
    private const int Name = 1;
    private const int FileMessage = 4;
    private const int FileEnum = 5;
    private const int FileService = 6;
    private const int MessageMessage = 3;
    private const int MessageEnum = 4;
    private const int ServiceMethod = 2;

    /// <summary>Whether a message, enum, service or method has the name of a keyword of C#.</summary>
    public static bool HaveKeyword(ImageFile file) => file.WithoutSourceInfo().SelectMany(WireFields.Of).Any(field => field.Number switch
    {
        FileMessage => Has(field.Value, MessageMessage, MessageEnum),
        FileEnum => Has(field.Value),
        FileService => Has(field.Value, ServiceMethod),
        _ => false,
    });

    /// <param name="inner">Fields of what is declared inside; a message has messages, which have the same.</param>
    private static bool Has(ReadOnlyMemory<byte> element, params int[] inner) => WireFields.Of(element).Any(field =>
        field.Number == Name ? CSharpKeywords.Contains(Encoding.UTF8.GetString(field.Value.Span))
        : inner.Contains(field.Number) && Has(field.Value, field.Number == MessageMessage ? inner : []));
}
