using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Grpc.Service.Sdk.EndToEnd.Vectors;

/// <summary>The methods of the vectors' contracts, by the classes that this project's own protoc made of them.</summary>
internal static class VectorContracts
{
    private static readonly FileDescriptor[] s_files =
    [
        global::Ecommerce.V1.ProductServiceReflection.Descriptor,
        global::Forms.V1.FormsReflection.Descriptor,
        global::Library.V1.LibraryReflection.Descriptor,
        global::Notes.V1.NotesReflection.Descriptor,
        global::Values.V1.ValuesReflection.Descriptor,
    ];

    private static readonly Dictionary<string, MethodDescriptor> s_methods = s_files
        .SelectMany(file => file.Services)
        .SelectMany(service => service.Methods)
        .ToDictionary(method => $"{method.Service.FullName}/{method.Name}");

    public static IEnumerable<string> Methods => s_methods.Keys;

    public static MethodDescriptor Find(string method) =>
        s_methods.TryGetValue(method, out var found) ? found : throw new ArgumentException($"There is no method '{method}'.");

    /// <summary>A message in protobuf's JSON; a string is its bytes in base64.</summary>
    public static byte[] Encode(MessageDescriptor type, System.Text.Json.Nodes.JsonNode message) =>
        message is System.Text.Json.Nodes.JsonValue bytes
            ? Convert.FromBase64String((string)bytes!)
            : JsonParser.Default.Parse(message.ToJsonString(), type).ToByteArray();

    public static System.Text.Json.Nodes.JsonNode Decode(MessageDescriptor type, byte[] message) =>
        System.Text.Json.Nodes.JsonNode.Parse(JsonFormatter.Default.Format(type.Parser.ParseFrom(message)))!;
}
