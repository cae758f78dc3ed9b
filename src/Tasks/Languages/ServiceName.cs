using System.Text;

namespace Grpc.Service.Sdk.Languages;

/// <summary>What a service is called in every language, by its project's name.</summary>
public static class ServiceName
{
    /// <summary><c>MyShop</c> → <c>my-shop</c>.</summary>
    public static string Kebab(string name)
    {
        var result = new StringBuilder();
        var previous = '-';
        for (var index = 0; index < name.Length; index++)
        {
            var character = name[index];
            var startsWord = char.IsUpper(character)
                && (char.IsLower(previous) || char.IsDigit(previous) || (char.IsUpper(previous) && index + 1 < name.Length && char.IsLower(name[index + 1])));
            if ((startsWord || !char.IsLetterOrDigit(character)) && result.Length > 0 && result[^1] != '-')
            {
                result.Append('-');
            }

            if (char.IsLetterOrDigit(character))
            {
                result.Append(char.ToLowerInvariant(character));
            }

            previous = character;
        }

        var kebab = result.ToString().Trim('-');
        return kebab.Length > 0 ? kebab : "service";
    }
}
