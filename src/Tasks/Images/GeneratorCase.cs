using System.Text;

namespace Grpc.Service.Sdk.Images;

/// <summary>How protoc's C# generator makes a name of a contract's: for fields and files, and for packages with their dots.</summary>
public static class GeneratorCase
{
    /// <summary>
    /// <c>unit_price2x</c> → <c>UnitPrice2X</c>: every character but letters and digits is dropped and starts a word, as a digit does.
    /// </summary>
    /// <param name="keepDots"><c>my_shop.v1</c> → <c>MyShop.V1</c>: what it takes for a package.</param>
    public static string Pascal(string name, bool keepDots = false)
    {
        var result = new StringBuilder(name.Length);
        var upper = true;
        foreach (var character in name)
        {
            if (char.IsAsciiLetter(character))
            {
                result.Append(upper ? char.ToUpperInvariant(character) : character);
                upper = false;
                continue;
            }

            if (char.IsAsciiDigit(character) || (keepDots && character == '.'))
            {
                result.Append(character);
            }

            upper = true;
        }

        // A name such as _1st would start with a digit.
        return result.Length > 0 && char.IsAsciiDigit(result[0]) && name[0] == '_' ? "_" + result : result.ToString();
    }
}
