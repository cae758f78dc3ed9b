using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace GrpcServiceTemplate.Tests;

/// <summary>One frame of HTTP/2.</summary>
internal sealed record Frame(byte Type, byte Flags, int Stream, byte[] Payload)
{
    public const byte Data = 0, Headers = 1, Reset = 3, Settings = 4, Ping = 6, GoAway = 7, WindowUpdate = 8, Continuation = 9;

    /// <summary>The error of a RST_STREAM or a GOAWAY.</summary>
    public int Error => BinaryPrimitives.ReadInt32BigEndian(Payload.AsSpan(Type == GoAway ? 4 : 0));

    public override string ToString() => $"type {Type} flags {Flags} stream {Stream} payload {Convert.ToHexString(Payload.AsSpan(0, Math.Min(40, Payload.Length)))}";
}

/// <summary>A caller that says what it likes, frame by frame.</summary>
internal sealed class RawHttp2 : IDisposable
{
    public const byte EndStream = 1, Ack = 1, EndHeaders = 4;

    private const int MostPayload = 16_384;

    private readonly TcpClient _connection = new();
    private NetworkStream _stream = null!;

    private RawHttp2()
    {
    }

    /// <summary>Connects, and waits for the server's settings.</summary>
    public static async Task<RawHttp2> ConnectAsync(Uri address)
    {
        var client = new RawHttp2();
        await client._connection.ConnectAsync(address.Host, address.Port);
        client._stream = client._connection.GetStream();
        await client._stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await client.SendAsync(Frame.Settings, 0, 0, []);
        Assert.Equal(Frame.Settings, (await client.ReadAsync())!.Type);
        await client.SendAsync(Frame.Settings, Ack, 0, []);
        return client;
    }

    public async Task SendAsync(byte type, byte flags, int stream, byte[] payload) => await _stream.WriteAsync(Encode(type, flags, stream, payload));

    /// <summary>Sends bytes as they are.</summary>
    public async Task SendAsync(byte[] bytes) => await _stream.WriteAsync(bytes);

    public static byte[] Encode(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }

    /// <summary>The headers of a call, in as many frames as they take.</summary>
    public static byte[] EncodeCall(int stream, string path, bool isEnd = false, params (string Name, string Value)[] more)
    {
        (string, string)[] headers = [(":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "test"), ("content-type", "application/grpc"), ("te", "trailers"), .. more];
        var block = headers.SelectMany(header => Encode(header.Item1, header.Item2)).ToArray();
        var chunks = block.Chunk(MostPayload).ToList();
        return [.. chunks.SelectMany((chunk, index) => Encode(
            index == 0 ? Frame.Headers : Frame.Continuation,
            (byte)((index == chunks.Count - 1 ? EndHeaders : 0) | (isEnd && index == 0 ? EndStream : 0)),
            stream,
            chunk))];
    }

    /// <summary>The next frame; null at the end of the connection.</summary>
    public async Task<Frame?> ReadAsync()
    {
        try
        {
            var head = new byte[9];
            await _stream.ReadExactlyAsync(head).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
            var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(head) >> 8];
            await _stream.ReadExactlyAsync(payload).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
            return new(head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)) & int.MaxValue, payload);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The next frame that fits; null at the end of the connection.</summary>
    public async Task<Frame?> ReadAsync(Func<Frame, bool> fits)
    {
        Frame? frame;
        do
        {
            frame = await ReadAsync();
        }
        while (frame is not null && !fits(frame));
        return frame;
    }

    public void Dispose() => _connection.Dispose();

    // A literal that is not to be indexed, its name and value plain.
    private static byte[] Encode(string name, string value) => [0, .. Text(name), .. Text(value)];

    private static byte[] Text(string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        if (bytes.Length < 127)
        {
            return [(byte)bytes.Length, .. bytes];
        }

        List<byte> length = [127];
        var rest = bytes.Length - 127;
        for (; rest >= 128; rest >>= 7)
        {
            length.Add((byte)(rest | 128));
        }

        return [.. length, (byte)rest, .. bytes];
    }
}
