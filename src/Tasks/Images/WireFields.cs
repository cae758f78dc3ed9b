namespace Grpc.Service.Sdk.Images;

/// <param name="Start">Where its tag stands in the message.</param>
/// <param name="End">Behind its last byte.</param>
/// <param name="Value">The content of a length-delimited field or a group; the raw bytes of any other.</param>
/// <param name="Type">Its wire type: 0 for a varint, 1 and 5 for 8 and 4 bytes, 2 for length-delimited, 3 for a group.</param>
internal readonly record struct WireField(int Number, int Start, int End, ReadOnlyMemory<byte> Value, int Type);

/// <summary>The outermost fields of a serialized message, in the order of its bytes; what they hold stays bytes.</summary>
internal static class WireFields
{
    /// <exception cref="InvalidDataException">The bytes are no serialized message.</exception>
    public static IEnumerable<WireField> Of(ReadOnlyMemory<byte> message)
    {
        for (var at = 0; at < message.Length;)
        {
            yield return Next(message, ref at);
        }
    }

    /// <summary>The same at once, for whoever looks at all of them.</summary>
    public static WireField[] ArrayOf(ReadOnlyMemory<byte> message)
    {
        var fields = new List<WireField>();
        for (var at = 0; at < message.Length;)
        {
            fields.Add(Next(message, ref at));
        }

        return [.. fields];
    }

    /// <summary>The value of a field whose wire type is 0.</summary>
    public static ulong ReadVarint(ReadOnlySpan<byte> value)
    {
        var at = 0;
        return Varint(value, ref at);
    }

    public static void WriteVarint(Stream stream, uint value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            stream.WriteByte((byte)(value | 0x80));
        }

        stream.WriteByte((byte)value);
    }

    private static WireField Next(ReadOnlyMemory<byte> message, ref int at)
    {
        var start = at;
        var tag = Varint(message.Span, ref at);
        var number = (int)(tag >> 3);
        var from = at;
        var to = -1;
        var type = (int)(tag & 7);
        switch (type)
        {
            case 0:
                Varint(message.Span, ref at);
                break;
            case 1:
                at += 8;
                break;
            case 2:
                var length = Varint(message.Span, ref at);
                from = at;
                at = length <= (ulong)(message.Length - at) ? at + (int)length : int.MaxValue;
                break;
            case 3:
                (to, at) = EndOfGroup(message, at, number);
                break;
            case 5:
                at += 4;
                break;
            default:
                throw Broken(start);
        }

        if (at > message.Length || number == 0)
        {
            throw Broken(start);
        }

        return new WireField(number, start, at, message[from..(to < 0 ? at : to)], type);
    }

    /// <summary>Where a group's content ends, and where its end tag does.</summary>
    private static (int Content, int End) EndOfGroup(ReadOnlyMemory<byte> message, int start, int number)
    {
        for (var at = start; at < message.Length;)
        {
            var content = at;
            var tag = Varint(message.Span, ref at);
            if ((tag & 7) == 4)
            {
                return (int)(tag >> 3) == number ? (content, at) : throw Broken(content);
            }

            at = content + Of(message[content..]).First().End;
        }

        throw Broken(start);
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at >= bytes.Length)
            {
                throw Broken(at);
            }

            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Broken(at);
    }

    private static InvalidDataException Broken(int at) => new($"byte {at} starts no field of a serialized message");
}
