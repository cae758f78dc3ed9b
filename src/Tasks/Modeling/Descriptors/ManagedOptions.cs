using System.Text;

namespace Grpc.Service.Sdk.Modeling.Descriptors;

/// <summary>What holds for options that a file leaves out.</summary>
internal static class ManagedOptions
{
    /// <summary>The namespace that protoc's C# generator takes for a package: <c>my_shop.v1</c> becomes <c>MyShop.V1</c>.</summary>
    public static string CsharpNamespace(string package)
    {
        var name = new StringBuilder(package.Length);
        var capital = true;
        foreach (var letter in package)
        {
            if (char.IsAsciiLetter(letter))
            {
                name.Append(capital ? char.ToUpperInvariant(letter) : letter);
                capital = false;
                continue;
            }

            if (letter != '_')
            {
                name.Append(letter);
            }

            capital = true;
        }

        return name.ToString();
    }
}
