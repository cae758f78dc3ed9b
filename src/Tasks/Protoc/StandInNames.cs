using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Protoc;

/// <summary>
/// protoc's C# generators write some names in a way that C# cannot compile: a message or method <c>event</c> as it is, a message
/// <c>Parser</c> as a class with a property <c>Parser</c>. So they are given another name. One that <see cref="ClassNames"/> made is what
/// is wanted; any other is a <see cref="StandIn"/>, which is replaced in what they write. The descriptor inside the generated file is
/// put back to the contract's own, so that reflection and the wire never see the other name.
/// </summary>
public sealed partial class StandInNames
{
    private readonly StandInPlan _plan;
    private readonly ElementNames _back;
    private readonly HashSet<string> _renamed;

    private StandInNames(StandInPlan plan, ElementNames back, HashSet<string> renamed) => (_plan, _back, _renamed) = (plan, back, renamed);

    /// <summary>Replaces the names, in the files that declare them and wherever others refer to them.</summary>
    /// <returns>The image for the C# generators, and what <see cref="Restore"/> needs; the same image and null when every name can stay.</returns>
    public static (Image Image, StandInNames? Names) Replace(Image image)
    {
        var plan = StandInPlan.Of(image);
        if (plan.Names.Count == 0)
        {
            return (image, null);
        }

        var names = new ElementNames(plan.Names);
        var renamed = image.Importers(plan.Files);
        return (Image.Of(image.Files.Select(file => renamed.Contains(file.Name) ? Rename(file, names) : file)), new StandInNames(plan, names.Reversed(), renamed));
    }

    /// <summary>Whether what the generators wrote for a proto may have another name in it.</summary>
    /// <param name="proto">Its import path.</param>
    public bool MayBeIn(string proto) => _renamed.Contains(proto);

    /// <summary>Turns what the generators wrote for one proto back.</summary>
    /// <param name="code">A generated file's text.</param>
    public string Restore(string code)
    {
        code = DescriptorData().Replace(code, match => match.Groups[1].Value + RestoreDescriptor(match.Groups[2].Value) + match.Groups[3].Value);
        return string.Join('\n', code.Split('\n').Select(line => StandIn.Restore(line, _plan.Fields)));
    }

    /// <summary>The base64 text, in lines of 60 characters as the generator lays it out.</summary>
    private string RestoreDescriptor(string text)
    {
        var file = FileDescriptorProto.Parser.ParseFrom(Convert.FromBase64String(string.Concat(Base64().Matches(text).Select(line => line.Groups[1].Value))));
        _back.Apply(file);
        var lines = Convert.ToBase64String(file.ToByteArray()).Chunk(60).Select(chunk => "            \"" + new string(chunk) + "\"");
        return string.Join(",\n", lines);
    }

    private static ImageFile Rename(ImageFile image, ElementNames names)
    {
        var file = FileDescriptorProto.Parser.ParseFrom(image.Bytes.Span);
        names.Apply(file);
        return ImageFile.Read(file.ToByteArray());
    }

    [GeneratedRegex(@"(FromBase64String\(\r?\n\s+string\.Concat\(\r?\n)([\s\S]*?)(\)\);)", RegexOptions.CultureInvariant)]
    private static partial Regex DescriptorData();

    [GeneratedRegex("\"([^\"]*)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Base64();
}
