using YamlDotNet.RepresentationModel;

namespace Grpc.Service.Sdk.Images;

/// <summary>A YAML document as plain values: a mapping is a dictionary, a sequence a list, a scalar a string.</summary>
internal static class YamlValues
{
    /// <returns>Null for an empty document.</returns>
    /// <exception cref="YamlDotNet.Core.YamlException">It is no YAML.</exception>
    public static object? Read(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Count == 0 ? null : ValueOf(stream.Documents[0].RootNode);
    }

    private static object? ValueOf(YamlNode node) => node switch
    {
        YamlMappingNode mapping => mapping.Children.ToDictionary(entry => entry.Key.ToString(), entry => ValueOf(entry.Value), StringComparer.Ordinal),
        YamlSequenceNode sequence => sequence.Children.Select(ValueOf).ToArray(),
        YamlScalarNode scalar => scalar.Value,
        _ => null,
    };
}
