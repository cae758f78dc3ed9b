using System.Globalization;
using Google.Protobuf.Reflection;

namespace Grpc.Service.Sdk.Modeling.Descriptors;

/// <summary>What is reserved, as the contract writes it.</summary>
internal static class ReservedText
{
    private const int MostFieldNumbers = 536_870_912;

    /// <summary>A message's ranges end before their last number.</summary>
    public static IReadOnlyList<string> Of(DescriptorProto message) =>
    [
        .. message.ReservedRange.Select(range => Range(range.Start, range.End - 1, MostFieldNumbers - 1)),
        .. message.ReservedName,
    ];

    public static IReadOnlyList<string> Of(EnumDescriptorProto type) =>
    [
        .. type.ReservedRange.Select(range => Range(range.Start, range.End, int.MaxValue)),
        .. type.ReservedName,
    ];

    private static string Range(int first, int last, int max)
    {
        var end = last == max ? "max" : last.ToString(CultureInfo.InvariantCulture);
        return first == last ? end : string.Create(CultureInfo.InvariantCulture, $"{first} to {end}");
    }
}
