namespace Grpc.Service.Sdk.Protoc;

/// <summary>What of a message decides how its class and properties are called in C#, read from a descriptor or from the model.</summary>
/// <param name="IsNested">It lies in another message.</param>
/// <param name="IsNamespace">Its class would have the name of a namespace: see <see cref="CSharpNamespaces"/>.</param>
/// <param name="HasNested">Other types lie in it; the entries of maps are none.</param>
/// <param name="Oneofs">Without the synthetic ones of <c>optional</c>.</param>
/// <param name="Beside">The names of all that its file or message declares beside it, and its own.</param>
public sealed record MessageShape(
    string Name, bool IsNested, bool IsNamespace, bool HasNested, IReadOnlyList<FieldShape> Fields, IReadOnlyList<string> Oneofs, IReadOnlySet<string> Beside);

/// <param name="Group">Of a group its message's name, after which the property is called; else null.</param>
/// <param name="HasMethods">The class has <c>HasX</c> and <c>ClearX</c> for it: its presence shows, and it is no message.</param>
public readonly record struct FieldShape(string Name, string? Group, bool HasMethods);
