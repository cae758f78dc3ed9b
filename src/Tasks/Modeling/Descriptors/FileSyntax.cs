using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Grpc.Service.Sdk.Modeling.Descriptors;

/// <summary>
/// The syntax or edition of a file. The runtime keeps both to itself, and a copy of the whole file, which would tell, is dear.
/// </summary>
internal static class FileSyntax
{
    /// <summary><c>proto2</c>, <c>proto3</c>, or the edition's number.</summary>
    public static string Of(FileDescriptor file)
    {
        var (syntax, edition) = ("proto2", "");
        var input = file.SerializedData.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case FileDescriptorProto.SyntaxFieldNumber:
                    syntax = input.ReadString();
                    break;
                case FileDescriptorProto.EditionFieldNumber:
                    edition = ((Edition)input.ReadEnum()).ToString().TrimStart('_');
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return edition.Length > 0 ? edition : syntax;
    }
}
