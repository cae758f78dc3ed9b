using Google.Protobuf.Reflection;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Checking;

/// <summary>
/// The one way in which a file that did not change can break: a field of an enum from another file defaults to that enum's first
/// value, or to one of its names, so when the enum's numbers change the field's default does (FIELD_SAME_DEFAULT).
/// </summary>
internal static class EnumDefaults
{
    /// <returns>The touched files, and the files of either side that can be reached from an enum whose numbers changed.</returns>
    public static IReadOnlyList<string> Widen(Image current, Image baseline, IReadOnlyList<string> touched)
    {
        var now = Enums(current, touched);
        var then = Enums(baseline, touched);
        var renumbered = then
            .Where(old => now.TryGetValue(old.Key, out var type) && IsRenumbered(old.Value.Type, type.Type))
            .SelectMany(old => new[] { old.Value.File, now[old.Key].File })
            .ToHashSet(StringComparer.Ordinal);
        if (renumbered.Count == 0)
        {
            return touched;
        }

        var reached = current.Importers(renumbered);
        reached.UnionWith(baseline.Importers(renumbered));
        reached.RemoveWhere(name => current.Find(name)?.IsImport ?? baseline.Find(name)?.IsImport ?? true);
        reached.UnionWith(touched);
        return [.. reached.Order(StringComparer.Ordinal)];
    }

    private static bool IsRenumbered(EnumDescriptorProto old, EnumDescriptorProto type)
    {
        var numbers = type.Value.GroupBy(value => value.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Number, StringComparer.Ordinal);
        return old.Value[0].Number != type.Value[0].Number
            || old.Value.Any(value => numbers.TryGetValue(value.Name, out var number) && number != value.Number);
    }

    private static Dictionary<string, (string File, EnumDescriptorProto Type)> Enums(Image image, IReadOnlyList<string> names)
    {
        var found = new Dictionary<string, (string, EnumDescriptorProto)>(StringComparer.Ordinal);
        foreach (var file in names.Select(image.Find).OfType<ImageFile>())
        {
            var contract = file.DecodeContract();
            Add(file.Name, file.Package, contract.EnumType, contract.MessageType);
        }

        return found;

        void Add(string file, string scope, IEnumerable<EnumDescriptorProto> enums, IEnumerable<DescriptorProto> messages)
        {
            foreach (var type in enums.Where(type => type.Value.Count > 0))
            {
                found[$"{scope}.{type.Name}"] = (file, type);
            }

            foreach (var message in messages)
            {
                Add(file, $"{scope}.{message.Name}", message.EnumType, message.NestedType);
            }
        }
    }
}
