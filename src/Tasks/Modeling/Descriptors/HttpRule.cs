using System.Text;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Modeling.Descriptors;

/// <summary>Reads <c>google.api.HttpRule</c> by number, so that no class of it is needed.</summary>
internal static class HttpRule
{
    private const int CustomNumber = 8;
    private const int BodyNumber = 7;
    private const int AdditionalBindingsNumber = 11;
    private const int ResponseBodyNumber = 12;

    private static readonly Dictionary<int, string> Verbs = new() { [2] = "GET", [3] = "PUT", [4] = "POST", [5] = "DELETE", [6] = "PATCH" };

    public static IEnumerable<HttpBinding> Bindings(ReadOnlyMemory<byte> rule)
    {
        WireField[] fields = [.. WireFields.Of(rule)];
        foreach (var field in fields)
        {
            if (Verbs.TryGetValue(field.Number, out var verb))
            {
                yield return new(verb, Text(field), Text(fields, BodyNumber), Text(fields, ResponseBodyNumber));
            }
            else if (field.Number == CustomNumber)
            {
                WireField[] custom = [.. WireFields.Of(field.Value)];
                yield return new(Text(custom, 1), Text(custom, 2), Text(fields, BodyNumber), Text(fields, ResponseBodyNumber));
            }
        }

        foreach (var binding in fields.Where(field => field.Number == AdditionalBindingsNumber).SelectMany(field => Bindings(field.Value)))
        {
            yield return binding;
        }
    }

    private static string Text(IEnumerable<WireField> fields, int number) =>
        fields.Where(field => field.Number == number).Select(Text).LastOrDefault("");

    private static string Text(WireField field) => Encoding.UTF8.GetString(field.Value.Span);
}
