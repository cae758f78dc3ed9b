using System.Text;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Protoc;

/// <summary>The names that a file declares, looked through without decoding it: few contracts have one that C# cannot take as it is.</summary>
internal static class DeclaredNames
{
    // Field numbers of FileDescriptorProto, DescriptorProto and ServiceDescriptorProto; a name is field 1 of each that has one.
    private const int Name = 1;
    private const int FileMessage = 4;
    private const int FileEnum = 5;
    private const int FileService = 6;
    private const int MessageField = 2;
    private const int MessageMessage = 3;
    private const int MessageEnum = 4;
    private const int ServiceMethod = 2;

    /// <summary>Whether a name may be one; only the decoded file tells.</summary>
    /// <param name="isOuterName">Whether a name outside of messages is one for its own sake.</param>
    public static bool MayNeedStandIns(ImageFile file, Func<string, bool> isOuterName) => file.WithoutSourceInfo().SelectMany(WireFields.Of).Any(field => field.Number switch
    {
        FileMessage => HasInMessage(field.Value) || Has(field.Value, isOuterName),
        FileEnum => Has(field.Value, CSharpKeywords.Contains) || Has(field.Value, isOuterName),
        FileService => HasInService(field.Value) || Has(field.Value, isOuterName),
        _ => false,
    });

    private static bool HasInMessage(ReadOnlyMemory<byte> message) => WireFields.Of(message).Any(field => field.Number switch
    {
        Name => IsTypeName(Text(field)),
        MessageField => Has(field.Value, CSharpGenerator.MayBeMember),
        MessageMessage => HasInMessage(field.Value),
        MessageEnum => Has(field.Value, IsTypeName),
        _ => false,
    });

    private static bool HasInService(ReadOnlyMemory<byte> service) => WireFields.Of(service).Any(field => field.Number switch
    {
        Name => CSharpKeywords.Contains(Text(field)) || CSharpGenerator.ServiceClass(Text(field), isNamespace: false) != Text(field),
        ServiceMethod => Has(field.Value, CSharpKeywords.Contains),
        _ => false,
    });

    private static bool Has(ReadOnlyMemory<byte> element, Func<string, bool> isSuch) => WireFields.Of(element).Any(field => field.Number == Name && isSuch(Text(field)));

    private static bool IsTypeName(string name) => CSharpKeywords.Contains(name) || CSharpGenerator.IsMember(name, isNested: true, hasNested: true) || CSharpGenerator.MayBeMember(name);

    private static string Text(WireField name) => Encoding.UTF8.GetString(name.Value.Span);
}
