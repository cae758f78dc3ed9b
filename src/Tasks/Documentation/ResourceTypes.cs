using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Documentation;

/// <summary>The messages that <c>google.api.resource_reference</c> can mean, by their type.</summary>
internal sealed class ResourceTypes
{
    private readonly Dictionary<string, MessageType> _byType;

    public ResourceTypes(Contract contract) => _byType = contract.Packages.SelectMany(package => package.Files).SelectMany(file => file.Messages)
        .Where(message => message.Resource is { Type.Length: > 0 })
        .GroupBy(message => message.Resource!.Type)
        .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);

    /// <summary>Null where the contract does not declare it.</summary>
    public MessageType? Find(string type) => _byType.GetValueOrDefault(type);

    /// <summary>A name that a reference can hold; null where nothing says how one looks.</summary>
    public string? NameFor(ResourceReference reference) => (Find(reference.Type)?.Resource?.Patterns, Find(reference.ChildType)?.Resource?.Patterns) switch
    {
        ([var pattern, ..], _) => SampleNames.Name(pattern),
        (_, [var pattern, ..]) when SampleNames.Parent(pattern) is { Length: > 0 } parent => parent,
        _ => null,
    };
}
