using System.Globalization;
using System.Text;

namespace Grpc.Service.Sdk.Tests.Checking;

/// <summary>
/// A tree of contracts in layers that import each other, and random edits of it: a model and not text, so that whatever is edited
/// still compiles.
/// </summary>
internal sealed class RandomContracts
{
    private const int Layers = 3;
    private static readonly string[] s_scalars = ["int32", "int64", "string", "bytes", "bool", "fixed32", "sint64", "double"];

    private readonly Random _random;
    private readonly List<FileModel> _files = [];
    private int _next;

    public RandomContracts(int seed)
    {
        _random = new Random(seed);
        for (var layer = 0; layer < Layers; layer++)
        {
            for (var index = 0; index < 5; index++)
            {
                AddFile(layer);
            }
        }
    }

    private sealed record Field(int Number, string Type)
    {
        public string Name { get; set; } = "f" + Number.ToString(CultureInfo.InvariantCulture);

        public string Type { get; set; } = Type;

        public string Label { get; set; } = "optional";

        public bool InOneof { get; set; }
    }

    private sealed class MessageModel(string name)
    {
        public string Name { get; set; } = name;

        public List<Field> Fields { get; } = [];

        public List<int> Reserved { get; } = [];
    }

    private sealed class EnumModel(string name)
    {
        public string Name { get; } = name;

        public List<(string Name, int Number)> Values { get; } = [];
    }

    private sealed class FileModel(int layer, string package, string path)
    {
        public int Layer { get; } = layer;

        public string Package { get; set; } = package;

        public string Path { get; } = path;

        public List<MessageModel> Messages { get; } = [];

        public List<EnumModel> Enums { get; } = [];

        public List<(string Name, List<(string Name, string Type, bool Stream)> Methods)> Services { get; } = [];

        public string Option { get; set; } = "a/a";
    }

    /// <summary>The files' texts, by import path.</summary>
    public IReadOnlyDictionary<string, string> Texts() => _files.ToDictionary(file => file.Path, Text, StringComparer.Ordinal);

    /// <summary>One edit, of any kind.</summary>
    public void Edit()
    {
        var file = Pick(_files);
        switch (_random.Next(18))
        {
            case 0:
                AddFile(_random.Next(Layers));
                break;
            case 1 when _files.Count > 6:
                _files.Remove(file);
                break;
            case 2:
                file.Messages.Add(NewMessage(file));
                break;
            case 3 when file.Messages.Count > 1:
                file.Messages.Remove(Pick(file.Messages));
                break;
            case 4 when file.Messages.Count > 0:
                Pick(file.Messages).Name = Name("Renamed");
                break;
            case 5 when file.Messages.Count > 1:
                // A message moves to another file of its package.
                var target = Pick(_files.Where(other => other.Package == file.Package && other.Layer == file.Layer).ToList());
                var moved = Pick(file.Messages);
                file.Messages.Remove(moved);
                target.Messages.Add(moved);
                break;
            case 6 or 7 when file.Messages.Count > 0:
                var grown = Pick(file.Messages);
                grown.Fields.Add(new Field(100 + _next++, Type(file)));
                break;
            case 8 when Any(file) is { Fields.Count: > 0 } message:
                var gone = Pick(message.Fields);
                message.Fields.Remove(gone);
                if (_random.Next(2) == 0)
                {
                    message.Reserved.Add(gone.Number);
                }

                break;
            case 9 or 10 when Any(file) is { Fields.Count: > 0 } message:
                Pick(message.Fields).Type = Type(file);
                break;
            case 11 when Any(file) is { Fields.Count: > 0 } message:
                Pick(message.Fields).Label = _random.Next(2) == 0 ? "repeated" : "optional";
                break;
            case 12 when Any(file) is { Fields.Count: > 0 } message:
                var field = Pick(message.Fields);
                field.InOneof = !field.InOneof;
                break;
            case 13 when file.Enums.Count > 0:
                // Another first value: the default of every field that has none of its own, in whatever file.
                Pick(file.Enums).Values.Reverse();
                break;
            case 14 when file.Enums.Count > 0 && file.Enums[0].Values.Count > 1:
                file.Enums[0].Values.RemoveAt(_random.Next(file.Enums[0].Values.Count));
                break;
            case 15 when file.Services.Count > 0:
                file.Services.RemoveAt(_random.Next(file.Services.Count));
                break;
            case 16 when file.Services.Count > 0 && Any(file) is { } input:
                file.Services[0].Methods.Add((Name("Rpc"), input.Name, _random.Next(2) == 0));
                break;
            case 17:
                file.Option = Name("go/");
                break;
        }
    }

    private void AddFile(int layer)
    {
        var package = $"pkg{layer}.p{_random.Next(2)}";
        var file = new FileModel(layer, package, $"{package.Replace('.', '/')}/{Name("file")}.proto");
        _files.Add(file);
        for (var index = _random.Next(1, 4); index > 0; index--)
        {
            file.Messages.Add(NewMessage(file));
        }

        var type = new EnumModel(Name("Enum"));
        for (var index = 0; index < 3; index++)
        {
            type.Values.Add((Name("VALUE"), index + 1));
        }

        file.Enums.Add(type);
        file.Services.Add((Name("Service"), [(Name("Rpc"), file.Messages[0].Name, false)]));
    }

    private MessageModel NewMessage(FileModel file)
    {
        var message = new MessageModel(Name("Message"));
        for (var number = _random.Next(1, 6); number > 0; number--)
        {
            message.Fields.Add(new Field(number, Type(file)));
        }

        return message;
    }

    /// <summary>A scalar, or a type of the same file or of a layer below; one that is gone by the time of writing becomes a string.</summary>
    private string Type(FileModel file)
    {
        var below = _files.Where(other => other.Layer < file.Layer || other == file).ToList();
        return _random.Next(4) switch
        {
            0 when below.SelectMany(other => other.Messages.Select(message => $".{other.Package}.{message.Name}")).ToList() is { Count: > 0 } types => Pick(types),
            1 when below.SelectMany(other => other.Enums.Select(type => $".{other.Package}.{type.Name}")).ToList() is { Count: > 0 } types => Pick(types),
            _ => Pick(s_scalars),
        };
    }

    private string Text(FileModel file)
    {
        var homes = _files.Where(other => other.Layer < file.Layer || other == file)
            .SelectMany(other => other.Messages.Select(message => message.Name).Concat(other.Enums.Select(type => type.Name)).Select(name => ($".{other.Package}.{name}", other.Path)))
            .ToDictionary(StringComparer.Ordinal);
        string Known(string type) => type[0] != '.' || homes.ContainsKey(type) ? type : "string";

        var imports = file.Messages.SelectMany(message => message.Fields).Select(field => homes.GetValueOrDefault(field.Type))
            .Where(path => path is not null && path != file.Path).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var text = new StringBuilder($"syntax = \"proto2\";\npackage {file.Package};\n");
        foreach (var path in imports)
        {
            text.Append(CultureInfo.InvariantCulture, $"import \"{path}\";\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"option go_package = \"{file.Option}\";\n");
        foreach (var message in file.Messages)
        {
            text.Append(CultureInfo.InvariantCulture, $"message {message.Name} {{\n");
            foreach (var number in message.Reserved.Distinct())
            {
                text.Append(CultureInfo.InvariantCulture, $"  reserved {number};\n");
            }

            foreach (var field in message.Fields)
            {
                text.Append(field.InOneof
                    ? $"  oneof o{field.Number} {{ {Known(field.Type)} {field.Name} = {field.Number}; }}\n"
                    : $"  {field.Label} {Known(field.Type)} {field.Name} = {field.Number};\n");
            }

            text.Append("}\n");
        }

        foreach (var type in file.Enums)
        {
            text.Append(CultureInfo.InvariantCulture, $"enum {type.Name} {{ {string.Join(' ', type.Values.Select(value => $"{value.Name} = {value.Number};"))} }}\n");
        }

        foreach (var (name, methods) in file.Services)
        {
            var living = methods.Where(method => file.Messages.Any(message => message.Name == method.Type));
            text.Append(CultureInfo.InvariantCulture, $"service {name} {{ {string.Join(' ', living.Select(method => $"rpc {method.Name}({method.Type}) returns ({(method.Stream ? "stream " : "")}{method.Type});"))} }}\n");
        }

        return text.ToString();
    }

    private MessageModel? Any(FileModel file) => file.Messages.Count > 0 ? Pick(file.Messages) : null;

    private string Name(string stem) => stem + (_next++).ToString(CultureInfo.InvariantCulture);

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];
}
