using System.Globalization;

namespace Grpc.Service.Sdk.Bench.Service;

/// <summary>What the command line asks for: <c>--server csharp --seconds 3 --rounds 5 --calls 64 --connections 4 --kinds 4</c>.</summary>
/// <param name="IsGo">Whether the servers are Go's, else C#'s.</param>
/// <param name="Seconds">How long each kind is called in one round.</param>
/// <param name="Rounds">How often each server has its turn.</param>
/// <param name="Calls">How many calls run at once.</param>
/// <param name="Connections">Over how many connections.</param>
/// <param name="Kinds">How many of the kinds: unary first, then the streams.</param>
internal sealed record Options(bool IsGo, int Seconds, int Rounds, int Calls, int Connections, int Kinds)
{
    public static Options Parse(string[] arguments)
    {
        var options = new Options(false, 3, 5, 64, 4, 4);
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (arguments[i] == "--server")
            {
                options = options with { IsGo = i + 1 < arguments.Length && arguments[i + 1] is "csharp" or "go" ? arguments[i + 1] == "go" : throw new BenchException("'--server' needs csharp or go.") };
                continue;
            }

            var value = i + 1 < arguments.Length && int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
                ? number
                : throw new BenchException($"'{arguments[i]}' needs a number above zero.");
            options = arguments[i] switch
            {
                "--seconds" => options with { Seconds = value },
                "--rounds" => options with { Rounds = value },
                "--calls" => options with { Calls = value },
                "--connections" => options with { Connections = value },
                "--kinds" => options with { Kinds = Math.Min(value, 4) },
                _ => throw new BenchException($"'{arguments[i]}' is not an option. There are: --server, --seconds, --rounds, --calls, --connections, --kinds."),
            };
        }

        return options;
    }
}

/// <summary>A failure that is told in one sentence, without a stack trace.</summary>
internal sealed class BenchException(string message) : Exception(message);
