using System.Globalization;

namespace Grpc.Service.Sdk.Bench.Generation;

/// <summary>What the command line asks for: <c>--contracts synthetic --files 100 --runs 5 --roles service,contracts</c>.</summary>
internal sealed record Options(IContracts Contracts, int Files, int Runs, IReadOnlyList<string> Roles, bool Compile)
{
    public static Options Parse(string[] arguments)
    {
        var options = new Options(new SyntheticContracts(), 100, 5, ["contracts", "service"], Compile: true);
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : throw new BenchException($"'{arguments[i]}' needs a value.");
            options = arguments[i] switch
            {
                "--contracts" => options with { Contracts = Set(value) },
                "--files" => options with { Files = Number(arguments[i], value) },
                "--runs" => options with { Runs = Number(arguments[i], value) },
                "--roles" => options with { Roles = [.. value.Split(',').Select(Role)] },
                "--compile" => options with { Compile = value switch { "true" => true, "false" => false, _ => throw new BenchException($"--compile '{value}' is neither true nor false.") } },
                _ => throw new BenchException($"'{arguments[i]}' is not an option. There are: --contracts, --files, --runs, --roles, --compile."),
            };
        }

        // The compiler takes minutes over what the real ones make.
        return options with { Compile = options.Compile && options.Contracts is SyntheticContracts };
    }

    private static int Number(string option, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new BenchException($"{option} '{value}' is not a number above zero.");

    private static IContracts Set(string value) => value switch
    {
        "synthetic" => new SyntheticContracts(),
        "google" => new GoogleContracts(),
        _ => throw new BenchException($"--contracts '{value}' is not a set that is measured. There are: synthetic, google."),
    };

    private static string Role(string value) => value is "service" or "contracts"
        ? value
        : throw new BenchException($"--roles '{value}' is not a role that is measured. There are: service, contracts.");
}

/// <summary>A failure that is told in one sentence, without a stack trace.</summary>
internal sealed class BenchException(string message) : Exception(message);
