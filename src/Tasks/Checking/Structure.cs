using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Grpc.Service.Sdk.Checking;

/// <summary>What a declaration is without its name: two that have equal structures differ in their names alone.</summary>
internal static class Structure
{
    public static IMessage Of(ProtoElement element) => element.Descriptor switch
    {
        DescriptorProto message => Anonymous(message, "." + element.FullName),
        EnumDescriptorProto type => Anonymous(type),
        var other => other,
    };

    /// <summary>There is something to recognize it by: empty messages are all alike.</summary>
    public static bool IsTelling(ProtoElement element) => element.Descriptor is not DescriptorProto { Field.Count: 0 };

    private static DescriptorProto Anonymous(DescriptorProto message, string fullName)
    {
        var copy = message.Clone();
        copy.Name = "";
        Rebase(copy, fullName);
        return copy;
    }

    private static EnumDescriptorProto Anonymous(EnumDescriptorProto type)
    {
        var copy = type.Clone();
        copy.Name = "";
        return copy;
    }

    /// <summary>What the message says of itself and of what is nested in it goes without its name.</summary>
    private static void Rebase(DescriptorProto message, string self)
    {
        foreach (var field in message.Field.Where(field => field.TypeName == self || field.TypeName.StartsWith(self + ".", StringComparison.Ordinal)))
        {
            field.TypeName = field.TypeName[self.Length..];
        }

        foreach (var nested in message.NestedType)
        {
            Rebase(nested, self);
        }
    }
}
