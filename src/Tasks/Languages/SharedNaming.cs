using System.Globalization;
using System.Text;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Modeling;

namespace Grpc.Service.Sdk.Languages;

/// <summary>Functions of every language's templates, beside those of its own <see cref="ILanguageNaming"/>.</summary>
public static class SharedNaming
{
    /// <summary><c>MyShop</c> → <c>my-shop</c>.</summary>
    public static string Kebab(string name) => ServiceName.Kebab(name);

    /// <summary>What a service's own handler is called, before <c>Handler</c>.</summary>
    public static string HandlerName(Contract contract, ServiceType service) => OwnHandlers.Name(contract, service);

    /// <summary>The method that a service's first handler shows; null where there is none.</summary>
    public static Method? ShownMethod(ServiceType service) => OwnHandlers.Shown(service);

    /// <summary>The methods whose plan decides which REQUIRED fields their requests must have.</summary>
    public static IReadOnlyList<Method> CheckedByPlan(ServiceType service) => [.. service.Methods.Where(method => method.Plan is CreatePlan or UpdatePlan)];

    /// <summary>The field that names a request, so that it may be sent twice; null where it has none.</summary>
    public static Field? RequestId(Method method) => (method.Plan as WritePlan)?.RequestId;

    /// <summary>The resources that a package's messages are.</summary>
    public static IReadOnlyList<Resource> StoredIn(Contract contract, ProtoPackage package) =>
        [.. contract.Resources.Where(resource => resource.Message.File.Package == package.Name)];

    /// <summary>Whether code that is written for a service's methods names messages that the contract deprecates, of whose every use linters warn.</summary>
    public static bool NamesDeprecated(ServiceType service) => service.Methods
        .Any(method => method.Request.Deprecated || method.Response.Deprecated || method.Plan is ListPlan { Items.Message.Deprecated: true });

    /// <summary>As <see cref="NamesDeprecated"/>, for the resources that a package's messages are.</summary>
    public static bool StoresDeprecated(Contract contract, ProtoPackage package) => StoredIn(contract, package).Any(resource => resource.Message.Deprecated);

    /// <summary>A filter's operator in the generated store's words.</summary>
    public static string Operator(FilterOperator comparison) => comparison switch
    {
        FilterOperator.Eq => "Equal",
        FilterOperator.Ge => "AtLeast",
        FilterOperator.Parent => "Under",
        FilterOperator.Le => "AtMost",
        _ => comparison.ToString(),
    };

    /// <summary>Where an element stands, in the form that terminals and editors jump to: <c>proto/shop/v1/shop.proto:12</c>.</summary>
    /// <param name="root">The folder that import paths start from, as seen from the project's; a file of another root has its own.</param>
    public static string ProtoLine(Element element, string root)
    {
        var line = element.Location.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $":{element.Location.Line}") : "";
        return OneLine($"{element.File.Root?.FromProject ?? root}{element.Location.File}{line}");
    }

    /// <summary>Text for a comment's line: what a language or XML would take for the line's end, or cannot hold, becomes a space.</summary>
    internal static string OneLine(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            var isPair = char.IsSurrogatePair(text, index) || (index > 0 && char.IsSurrogatePair(text, index - 1));
            result.Append(character switch
            {
                '\t' => '\t',
                '\u0085' or '\u2028' or '\u2029' or '\ufffe' or '\uffff' => ' ',
                _ when char.IsControl(character) || (char.IsSurrogate(character) && !isPair) => ' ',
                _ => character,
            });
        }

        return result.ToString();
    }
}
