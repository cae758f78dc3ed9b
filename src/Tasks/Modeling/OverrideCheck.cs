using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Modeling.Inference;

namespace Grpc.Service.Sdk.Modeling;

/// <summary>Overrides that name what is not there, and so would say nothing without a word.</summary>
internal static class OverrideCheck
{
    public static IEnumerable<Diagnostic> Findings(Contract contract, PlanOverrides overrides)
    {
        var methods = contract.Services.SelectMany(service => service.Methods).Select(method => method.Path).ToHashSet(StringComparer.Ordinal);
        var messages = contract.Packages.SelectMany(package => package.Files).SelectMany(file => file.Messages)
            .ToDictionary(message => message.FullName, StringComparer.Ordinal);
        return overrides.Methods.Select(item => Problem(item, methods))
            .Concat(overrides.Resources.Select(item => Problem(item, messages)))
            .OfType<Diagnostic>();
    }

    private static Diagnostic? Problem(MethodOverride item, HashSet<string> methods) => item switch
    {
        _ when !methods.Contains(item.Method) =>
            Codes.BadMethodOverride.With(null, item.Method, "is no method of the contracts; write it as 'shop.v1.Shop/GetThing'"),
        _ when item.Default != Forced.NoDefault && Forced.VerbOf(item.Default) is null =>
            Codes.BadMethodOverride.With(null, item.Method, $"has the Default '{item.Default}'; it takes {Forced.Choices}"),
        _ => null,
    };

    private static Diagnostic? Problem(ResourceOverride item, Dictionary<string, MessageType> messages) => messages.GetValueOrDefault(item.Message) switch
    {
        null => Codes.BadResourceOverride.With(null, item.Message, "is no message at the top of a contract; write it as 'shop.v1.Thing'"),
        var message when message.Find(item.Key) is null =>
            Codes.BadResourceOverride.With(null, item.Message, $"has the Key '{item.Key}', which is none of its fields"),
        _ => null,
    };
}
