using System.Globalization;
using System.Text;
using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Modeling;
using Grpc.Service.Sdk.Protoc;

namespace Grpc.Service.Sdk.Languages;

/// <summary>
/// Names as C# has them, and above all as protoc's C# generators write them. Roots are always <c>global::</c>: generated
/// code lies below the user's namespace, where any segment may hide them.
/// </summary>
public sealed class CSharpNaming : ILanguageNaming
{
    /// <summary>What a static class cannot have as a property beside what it inherits.</summary>
    private static readonly HashSet<string> s_objectMembers = new(StringComparer.Ordinal)
    {
        "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "StoredTypes", "ToString",
    };

    /// <summary>What a first handler's own lines name.</summary>
    private static readonly HashSet<string> s_handlerWords = new(StringComparer.Ordinal) { "IAsyncStreamReader", "IServerStreamWriter", "IStore", "ServerCallContext", "Task" };

    /// <summary><c>My shop.API</c> → <c>My_shop.API.Generated</c>: a namespace, whatever the project is called.</summary>
    public string RootPackage(string projectName, string chosen)
    {
        var segments = projectName.Split('.', StringSplitOptions.RemoveEmptyEntries).Select(NamespaceSegment);
        return string.Join('.', segments.Append("Generated"));
    }

    /// <summary><c>ecommerce.v1</c> → <c>Ecommerce/V1/</c>.</summary>
    public string PackagePath(ProtoPackage package) => string.Concat(package.Segments.Select(segment => GeneratorCase.Pascal(segment) + "/"));

    /// <summary>The namespace of what is generated for a package's services.</summary>
    public static string ServicesNamespace(string root, ProtoPackage package) =>
        string.Join('.', package.Segments.Select(segment => GeneratorCase.Pascal(segment)).Prepend("Services").Prepend(root));

    /// <summary>The class that protoc writes for a message.</summary>
    public static string Type(MessageType message) => message.Parent is null
        ? Global(message.File.CsharpNamespace) + ClassName(message)
        : $"{Type(message.Parent)}.Types.{ClassName(message)}";

    /// <summary>The last part of that.</summary>
    public static string ClassName(MessageType message) => Identifier(CSharpClasses.Class(message));

    /// <summary>The property that protoc writes for a field.</summary>
    public static string Property(Field field) => CSharpClasses.Property(field);

    /// <summary>The abstract class that protoc writes for a service's servers.</summary>
    public static string ServiceBase(ServiceType service) => Nested(service, "Base");

    /// <summary>The class that protoc writes for a service's clients.</summary>
    public static string ServiceClient(ServiceType service) => Nested(service, "Client");

    /// <summary>The class that is generated for a service's defaults.</summary>
    public static string DefaultsClass(string root, ServiceType service) =>
        $"global::{ServicesNamespace(root, new ProtoPackage(service.File.Package))}.{service.Name}Defaults";

    /// <summary>The class that is generated for the checks of a service's requests.</summary>
    public static string ValidationClass(string root, ServiceType service) =>
        $"global::{ServicesNamespace(root, new ProtoPackage(service.File.Package))}.{service.Name}Validation";

    /// <summary>The namespace of a project's own handlers: beside the generated one, <c>Shop.Handlers</c>.</summary>
    public static string HandlersNamespace(string root) => root[..^"Generated".Length] + "Handlers";

    /// <summary>The messages of a method that can be called by their plain names beside each other, and beside what a handler's own lines name.</summary>
    public static IReadOnlyList<MessageType> Aliased(Method method) =>
    [
        .. new[] { method.Request, method.Response }.DistinctBy(Type).GroupBy(ClassName).Where(named => named.Count() == 1 && !s_handlerWords.Contains(named.Key))
            .Select(named => named.First()).OrderBy(message => message.Name, StringComparer.Ordinal),
    ];

    /// <summary>A message's type in a handler that shows a method.</summary>
    public static string ShownType(MessageType message, Method method) => Aliased(method).Contains(message) ? ClassName(message) : Type(message);

    /// <summary>The plan of a list that has pages; null for anything else.</summary>
    public static ListPlan? Pages(Method method) => method.Plan is ListPlan { Paged: true } list ? list : null;

    /// <summary>The methods with a client whose calls may be made again.</summary>
    public static IReadOnlyList<Method> RetryableMethods(Contract contract) =>
        [.. contract.Services.Where(service => service.HasClient).SelectMany(service => service.Methods).Where(method => method.Retry != MethodRetry.Never)];

    /// <summary>A name of the contract where C# expects one.</summary>
    public static string Identifier(string name) => CSharpKeywords.Escape(name);

    /// <summary>A resource's property in its package's <c>StoredTypes</c>.</summary>
    public static string StoredName(Resource resource)
    {
        var package = resource.Message.File.Package;
        var name = (package.Length == 0 ? resource.Message.FullName : resource.Message.FullName[(package.Length + 1)..]).Replace('.', '_');
        return s_objectMembers.Contains(name) ? name + "_" : Identifier(name);
    }

    /// <summary>A resource, seen from a package's namespace.</summary>
    public static string Stored(string root, ProtoPackage package, Resource resource)
    {
        var own = new ProtoPackage(resource.Message.File.Package);
        var qualifier = own.Name == package.Name ? "" : $"global::{ServicesNamespace(root, own)}.";
        return $"{qualifier}StoredTypes.{StoredName(resource)}";
    }

    /// <summary>The type of a numeric field.</summary>
    public static string NumberType(Field field) => field.Kind switch
    {
        FieldKind.Double => "double",
        FieldKind.Float => "float",
        FieldKind.Int64 or FieldKind.Sint64 or FieldKind.Sfixed64 => "long",
        FieldKind.Uint64 or FieldKind.Fixed64 => "ulong",
        FieldKind.Uint32 or FieldKind.Fixed32 => "uint",
        _ => "int",
    };

    /// <summary>The cast that puts a count of a type into a field; none where the value fits as it is.</summary>
    public static string Cast(Field field, string from)
    {
        var type = NumberType(field);
        return type == from || (type, from) is ("long", "int") ? "" : $"({type})";
    }

    /// <summary>One side of a change: the message or the number, which the field that tells it can hold as it is.</summary>
    public static string ChangeValue(Field field, string side) => field.Message is null ? $"change.{side}" : $"change.{side}Message";

    /// <summary>A contract's text as a C# string: what is neither a letter, a digit nor plain punctuation is written by its number.</summary>
    public static string TextLiteral(string text) => $"\"{string.Concat(text.Select(LiteralPart))}\"";

    /// <summary>An element's comment, as text in a documentation comment; its full name where it has none.</summary>
    public static IReadOnlyList<string> DocLines(Element element) =>
        element.Comment.Count > 0 ? [.. element.Comment.Select(XmlText)] : [$"<c>{element.FullName}</c>"];

    /// <summary>What a method's default does, for a documentation comment.</summary>
    public static string PlanText(Plan plan) => PlanSentence.Of(plan, code => $"<c>{code}</c>", XmlText);

    private static string LiteralPart(char character) => char.IsAsciiLetterOrDigit(character) || " !#$%&'()*+,-./:;<=>?@[]^_`{|}~".Contains(character, StringComparison.Ordinal)
        ? character.ToString()
        : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");

    private static string Nested(ServiceType service, string suffix) =>
        $"{Global(service.File.CsharpNamespace)}{Identifier(CSharpClasses.Class(service))}.{service.Name}{suffix}";

    private static string Global(string name) =>
        name.Length == 0 ? "global::" : $"global::{string.Join('.', name.Split('.').Select(Identifier))}.";

    private static string NamespaceSegment(string text)
    {
        var result = new StringBuilder(text.Length + 1);
        foreach (var character in text)
        {
            result.Append(IsIdentifierPart(character) ? character : '_');
        }

        if (result.Length == 0 || !(char.IsLetter(result[0]) || result[0] == '_'))
        {
            result.Insert(0, '_');
        }

        return Identifier(result.ToString());
    }

    private static bool IsIdentifierPart(char character) => character == '_' || char.GetUnicodeCategory(character) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
        or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber or UnicodeCategory.DecimalDigitNumber
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.ConnectorPunctuation;

    /// <summary>Text as XML has it, on one line.</summary>
    private static string XmlText(string text) => SharedNaming.OneLine(text)
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
