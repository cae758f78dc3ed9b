using System.Globalization;
using System.Text;

namespace Grpc.Service.Sdk.Bench.Generation;

/// <summary>
/// Small synthetic contracts in a layered import graph: five layers, a package each, and every file above the lowest layer imports three of
/// the layer below. They follow the conventions, so lint has nothing to say; names have letters alone, as digits would split words.
/// </summary>
internal sealed class SyntheticContracts : IContracts
{
    private const int Layers = 5;

    public string Title => "small synthetic";

    /// <summary>A file in the middle of the graph: a few others import it.</summary>
    public string Touched => ImportPath(2);

    public IReadOnlyList<string> Shared => [];

    public Task WriteAsync(string root, int files)
    {
        for (var file = 0; file < files; file++)
        {
            var path = Path.Combine(root, ImportPath(file));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, Text(file, files));
        }

        return Task.CompletedTask;
    }

    private static string Text(int file, int files)
    {
        var name = Name(file);
        var type = $"Item{char.ToUpperInvariant(name[0])}{name[1..]}";
        var prefix = $"ITEM_{name.ToUpperInvariant()}_STATE";
        var parts = Parts(file, files);

        var text = new StringBuilder();
        text.AppendLine("syntax = \"proto3\";").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"package {Package(file)};").AppendLine();
        foreach (var part in parts)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"import \"{ImportPath(part)}\";");
        }

        text.AppendLine("import \"google/protobuf/timestamp.proto\";");
        text.AppendLine(CultureInfo.InvariantCulture, $$"""

            // Keeps the items {{name}}.
            service {{type}}Service {
              // Returns one item.
              rpc Get{{type}}(Get{{type}}Request) returns ({{type}});
              // Returns the items, page by page.
              rpc List{{type}}s(List{{type}}sRequest) returns (List{{type}}sResponse);
            }

            // The states of an item.
            enum {{type}}State {
              {{prefix}}_UNSPECIFIED = 0;
              {{prefix}}_DRAFT = 1;
              {{prefix}}_ACTIVE = 2;
            }

            // An item.
            message {{type}} {
              string name = 1;
              string display_name = 2;
              int64 quantity = 3;
              map<string, string> labels = 4;
              {{type}}State state = 5;
              google.protobuf.Timestamp create_time = 6;
            """);
        for (var i = 0; i < parts.Count; i++)
        {
            var part = Name(parts[i]);
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"  {Package(parts[i])}.Item{char.ToUpperInvariant(part[0])}{part[1..]} part_{(char)('a' + i)} = {7 + i};");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $$"""
            }

            // Names one item.
            message Get{{type}}Request {
              string name = 1;
            }

            // Asks for one page.
            message List{{type}}sRequest {
              int32 page_size = 1;
              string page_token = 2;
            }

            // One page.
            message List{{type}}sResponse {
              repeated {{type}} items = 1;
              string next_page_token = 2;
            }
            """);
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static List<int> Parts(int file, int files)
    {
        if (Layer(file) == 0)
        {
            return [];
        }

        var below = Enumerable.Range(0, files).Where(other => Layer(other) == Layer(file) - 1).ToArray();
        var position = file / Layers;
        return [.. new[] { position, position + 1, position + 7 }.Select(at => below[at % below.Length]).Distinct().Order()];
    }

    private static int Layer(int file) => file % Layers;

    private static string Package(int file) => $"bench.{(char)('a' + Layer(file))}.v1";

    private static string ImportPath(int file) => $"{Package(file).Replace('.', '/')}/item_{Name(file)}.proto";

    private static string Name(int file) => new([(char)('a' + (file / 676 % 26)), (char)('a' + (file / 26 % 26)), (char)('a' + (file % 26))]);
}
