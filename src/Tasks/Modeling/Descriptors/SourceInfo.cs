using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Modeling.Descriptors;

/// <summary>
/// What a file's source info says of its elements: most of an image's bytes, of which a build asks for little and often for nothing. So they are looked through when somebody asks,
/// and only what is asked for is read; the runtime reads all of it.
/// </summary>
internal sealed class SourceInfo
{
    private readonly string _file;
    private readonly Lazy<Dictionary<string, ReadOnlyMemory<byte>>> _places;

    public SourceInfo(ImageFile file) => (_file, _places) = (file.Name, new(() => Places(file)));

    /// <param name="path">See <see cref="Step"/>.</param>
    /// <returns>Line and column are 0 where it is not known.</returns>
    public Location LocationOf(string path)
    {
        var span = Field(path, SourceCodeInfo.Types.Location.SpanFieldNumber);
        if (span.IsEmpty)
        {
            return new Location(_file, 0, 0);
        }

        var input = new CodedInputStream(span.ToArray());
        var line = input.ReadInt32();
        return new Location(_file, line + 1, input.ReadInt32() + 1);
    }

    /// <summary>The leading comment's lines.</summary>
    public IReadOnlyList<string> CommentOf(string path) => Lines(path, SourceCodeInfo.Types.Location.LeadingCommentsFieldNumber);

    public IReadOnlyList<string> TrailingCommentOf(string path) => Lines(path, SourceCodeInfo.Types.Location.TrailingCommentsFieldNumber);

    /// <summary>A step of a path: a field of descriptor.proto and, for a list, an index in it; as the source info writes them.</summary>
    public static string Step(params ReadOnlySpan<int> numbers)
    {
        var step = new StringBuilder();
        foreach (var number in numbers)
        {
            var left = (uint)number;
            for (; left >= 0x80; left >>= 7)
            {
                step.Append((char)(left & 0x7F | 0x80));
            }

            step.Append((char)left);
        }

        return step.ToString();
    }

    private IReadOnlyList<string> Lines(string path, int number) => CommentText.Lines(Encoding.UTF8.GetString(Field(path, number).Span));

    private ReadOnlyMemory<byte> Field(string path, int number) => _places.Value.TryGetValue(path, out var place)
        ? WireFields.Of(place).Where(field => field.Number == number).Select(field => field.Value).LastOrDefault()
        : default;

    private static Dictionary<string, ReadOnlyMemory<byte>> Places(ImageFile file)
    {
        var places = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (var place in file.SourceInfo.SelectMany(WireFields.Of).Where(field => field.Number == SourceCodeInfo.LocationFieldNumber).Select(field => field.Value))
        {
            var path = WireFields.Of(place).FirstOrDefault(field => field.Number == SourceCodeInfo.Types.Location.PathFieldNumber).Value.Span;

            // A declaration's path alternates field and index; of others, those of the file itself are asked for.
            var numbers = path.Length;
            foreach (var part in path)
            {
                numbers -= part >> 7;
            }

            if (numbers == 1 || numbers % 2 == 0)
            {
                places[Encoding.Latin1.GetString(path)] = place;
            }
        }

        return places;
    }
}
