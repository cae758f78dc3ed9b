using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Protoc;

/// <summary>
/// protoc's C# generators write a message, enum, service or method named <c>event</c> as it is, which C# cannot read. So
/// they are given a stand-in for such a name, and the stand-in becomes <c>@event</c> in what they write (<c>event</c>
/// where it is text or part of a longer name). The descriptor inside the generated file is put back to the contract's own,
/// so that reflection and the wire never see a stand-in.
/// </summary>
public sealed partial class KeywordNames
{
    private const string Prefix = "Zkw1_";

    private readonly Dictionary<string, string> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptorProto> _originals = new(StringComparer.Ordinal);

    private KeywordNames()
    {
    }

    /// <summary>Replaces the names, in the files that declare them and wherever others refer to them.</summary>
    /// <returns>The image for the C# generators, and what <see cref="Restore"/> needs; the same image and null when no name is a keyword.</returns>
    public static (Image Image, KeywordNames? Names) Replace(Image image)
    {
        if (!image.Files.Any(DeclaredNames.HaveKeyword))
        {
            return (image, null);
        }

        var names = new KeywordNames();
        foreach (var file in image.Files)
        {
            names.Collect(file.DecodeContract());
        }

        return (Image.Of(image.Files.Select(names.Rename)), names);
    }

    /// <summary>Turns what the generators wrote for one proto back.</summary>
    /// <param name="code">A generated file's text.</param>
    public string Restore(string code)
    {
        var source = SourceComment().Match(code);
        if (source.Success && _originals.TryGetValue(source.Groups[1].Value, out var original))
        {
            code = DescriptorData().Replace(code, match => match.Groups[1].Value + Base64Lines(original) + match.Groups[2].Value);
        }

        return string.Join('\n', code.Split('\n').Select(RestoreLine));
    }

    private static string RestoreLine(string line)
    {
        if (!line.Contains(Prefix, StringComparison.Ordinal))
        {
            return line;
        }

        // A stand-in that is a whole identifier outside of a string or comment is one that C# must be told to take as a name.
        return StandIn().Replace(line, match =>
        {
            var before = line[..match.Index];
            var isText = before.Count(character => character == '"') % 2 == 1 || before.TrimStart().StartsWith("//", StringComparison.Ordinal);
            return isText || match.Groups[1].Length > 0 || match.Groups[3].Length > 0
                ? match.Groups[1].Value + match.Groups[2].Value + match.Groups[3].Value
                : "@" + match.Groups[2].Value;
        });
    }

    /// <summary>The base64 text in lines of 60 characters, as the generator lays it out.</summary>
    private static string Base64Lines(FileDescriptorProto file)
    {
        var lines = Convert.ToBase64String(file.ToByteArray()).Chunk(60).Select(chunk => "            \"" + new string(chunk) + "\"");
        return string.Join(",\n", lines);
    }

    private void Collect(FileDescriptorProto file)
    {
        var scope = file.Package.Length == 0 ? "" : "." + file.Package;
        foreach (var message in file.MessageType)
        {
            Collect(message, scope, scope);
        }

        foreach (var type in file.EnumType)
        {
            Record(type.Name, scope, scope);
        }
    }

    private void Collect(DescriptorProto message, string scope, string renamedScope)
    {
        var (name, renamed) = Record(message.Name, scope, renamedScope);
        foreach (var nested in message.NestedType)
        {
            Collect(nested, name, renamed);
        }

        foreach (var type in message.EnumType)
        {
            Record(type.Name, name, renamed);
        }
    }

    private (string Name, string Renamed) Record(string name, string scope, string renamedScope)
    {
        var (full, renamed) = ($"{scope}.{name}", $"{renamedScope}.{StandInFor(name)}");
        if (full != renamed)
        {
            _types[full] = renamed;
        }

        return (full, renamed);
    }

    private static string StandInFor(string name) => CSharpKeywords.Contains(name) ? $"{Prefix}{name}_" : name;

    private ImageFile Rename(ImageFile image)
    {
        var file = FileDescriptorProto.Parser.ParseFrom(image.Bytes.Span);
        _originals[file.Name] = image.DecodeContract();
        foreach (var message in file.MessageType)
        {
            Rename(message);
        }

        RenameAll(file.EnumType);
        RenameAll(file.Extension);
        foreach (var service in file.Service)
        {
            service.Name = StandInFor(service.Name);
            foreach (var method in service.Method)
            {
                (method.Name, method.InputType, method.OutputType) = (StandInFor(method.Name), Reference(method.InputType), Reference(method.OutputType));
            }
        }

        return ImageFile.Read(file.ToByteArray());
    }

    private void Rename(DescriptorProto message)
    {
        message.Name = StandInFor(message.Name);
        foreach (var nested in message.NestedType)
        {
            Rename(nested);
        }

        RenameAll(message.EnumType);
        RenameAll(message.Field);
        RenameAll(message.Extension);
    }

    private static void RenameAll(IEnumerable<EnumDescriptorProto> types)
    {
        foreach (var type in types)
        {
            type.Name = StandInFor(type.Name);
        }
    }

    private void RenameAll(IEnumerable<FieldDescriptorProto> fields)
    {
        foreach (var field in fields)
        {
            if (field.HasTypeName)
            {
                field.TypeName = Reference(field.TypeName);
            }

            if (field.HasExtendee)
            {
                field.Extendee = Reference(field.Extendee);
            }
        }
    }

    private string Reference(string name) => _types.GetValueOrDefault(name, name);

    [GeneratedRegex(@"(\w*)" + Prefix + @"([a-z]+)_(\w*)", RegexOptions.CultureInvariant)]
    private static partial Regex StandIn();

    [GeneratedRegex(@"^//     source: (.+)$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex SourceComment();

    [GeneratedRegex(@"(FromBase64String\(\r?\n\s+string\.Concat\(\r?\n)[\s\S]*?(\)\);)", RegexOptions.CultureInvariant)]
    private static partial Regex DescriptorData();
}
