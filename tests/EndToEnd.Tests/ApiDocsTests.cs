using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CliWrap.Buffered;
using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>generated/docs, as a reader uses it: links are followed, commands are pasted.</summary>
[Collection(PackedSdk.Builds)]
public sealed partial class ApiDocsTests
{
    /// <summary>A watch goes on; whoever is not refused by then is heard.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(4);

    private static readonly string[] s_golden = ["library", "writes", "rules", "ecommerce"];

    private const string Odd = """
        syntax = "proto3";

        package odd.v1;

        import "google/protobuf/any.proto";
        import "google/protobuf/duration.proto";
        import "google/protobuf/field_mask.proto";
        import "google/protobuf/struct.proto";
        import "google/protobuf/timestamp.proto";
        import "google/protobuf/wrappers.proto";
        import "google/api/field_behavior.proto";

        service OddService {
          // It takes | everything ` that <b>there</b> is.
          rpc Take(Everything) returns (Everything);
          rpc TakeAll(stream Everything) returns (stream Everything);
        }

        enum Kind {
          KIND_UNSPECIFIED = 0;
          KIND_OLD = 1 [deprecated = true];
          KIND_NEW = 2;
        }

        message Needy {
          Kind kind = 1 [(google.api.field_behavior) = REQUIRED];
          map<int64, Needy> more = 2;
          bytes data = 3 [(google.api.field_behavior) = REQUIRED];
        }

        message Everything {
          google.protobuf.Any any = 1 [(google.api.field_behavior) = REQUIRED];
          google.protobuf.Duration duration = 2;
          google.protobuf.FieldMask mask = 3;
          google.protobuf.Struct structure = 4;
          google.protobuf.Value value = 5;
          google.protobuf.ListValue list = 6;
          google.protobuf.Timestamp time = 7;
          google.protobuf.UInt64Value big = 8;
          google.protobuf.BytesValue bytes = 9;
          repeated Needy needy = 10 [(google.api.field_behavior) = REQUIRED];
          map<bool, Kind> kinds = 11;
          optional float ratio = 12 [(google.api.field_behavior) = REQUIRED];
          oneof choice {
            string left = 13;
            Needy right = 14 [(google.api.field_behavior) = REQUIRED];
          }
          Everything again = 15;
          fixed64 big_number = 16;
          string it_s = 17 [json_name = "it's"];
          google.protobuf.NullValue nothing = 18;
        }
        """;

    [Fact]
    public async Task EverySample_PastedFromThePages_IsNotRefused()
    {
        using var project = new TestProject("Docs");
        foreach (var folder in s_golden.Select(name => Path.Combine(Golden.Folder, "golden", name, "proto")))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                project.Write("proto/" + Path.GetRelativePath(folder, file).Replace('\\', '/'), await File.ReadAllBytesAsync(file));
            }
        }

        project.Write("proto/odd/v1/odd.proto", Odd);
        (await project.BuildAsync("-p:GrpcLint=false")).Succeeded();
        AssertLinks(project);
        var commands = project.Tree("generated/docs").Values.SelectMany(page => Command().Matches(page)).Select(match => match.Value.Trim()).ToArray();
        Assert.True(commands.Length > 25, $"{commands.Length} commands");
        Assert.Equal(commands.Length, project.Tree("generated/docs").Values.Sum(page => page.Split("A request:").Length - 1));

        await using var service = await RunningService.StartAsync(project);
        var refused = new List<string>();
        await Parallel.ForEachAsync(commands, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (command, _) =>
        {
            if (await RefusalAsync(project, service, command) is { } refusal)
            {
                lock (refused)
                {
                    refused.Add($"{command}\n{refusal}");
                }
            }
        });

        Assert.True(refused.Count == 0, string.Join("\n\n", refused));
    }

    [Fact]
    public async Task Docs_AreWrittenForEachRoleAndOnlyWhereWanted()
    {
        using var project = TestProject.Small();
        Task<BuildResult> GenerateAsync(params string[] more) => project.BuildAsync(["-t:GrpcGenerate", .. more]);

        (await GenerateAsync()).Succeeded();
        Assert.Contains("**Get**", project.Read("generated/docs/api.md"), StringComparison.Ordinal);

        (await GenerateAsync("-p:GrpcDocs=false")).Succeeded();
        Assert.False(project.Exists("generated/docs"));

        project.Write("templates/docs/_badge.scriban", "our own badge");
        (await GenerateAsync("-p:GrpcTemplatesPath=templates")).Succeeded();
        Assert.Contains("our own badge", project.Read("generated/docs/api.md"), StringComparison.Ordinal);

        project.Write("templates/docs/_badge.scriban", "{{ nonsense }}");
        var found = (await GenerateAsync("-p:GrpcTemplatesPath=templates")).Failed().Single("GRPC4001");
        Assert.EndsWith("_badge.scriban", found.File, StringComparison.Ordinal);
        Assert.Contains("our own badge", project.Read("generated/docs/api.md"), StringComparison.Ordinal);

        (await GenerateAsync("-p:GrpcRole=Contracts")).Succeeded();
        Assert.Contains("`/shop.v1.ShopService/GetThing`", project.Read("generated/docs/api.md"), StringComparison.Ordinal);
        Assert.DoesNotContain("buf curl", project.Read("generated/docs/api.md"), StringComparison.Ordinal);
        AssertLinks(project);
    }

    /// <returns>Null where the sample is taken, whatever is answered then.</returns>
    private static async Task<string?> RefusalAsync(TestProject project, RunningService service, string command)
    {
        var here = command.Replace("127.0.0.1:50051", service.Address, StringComparison.Ordinal).Replace("buf ", BufCurl.Tool + " ", StringComparison.Ordinal);
        Assert.Contains(service.Address, here, StringComparison.Ordinal);
        using var cancel = new CancellationTokenSource(s_patience);
        try
        {
            var result = await Shell.Command("sh", project.Folder, "-c", "exec " + here).ExecuteBufferedAsync(cancel.Token);
            if (result.ExitCode == 0)
            {
                return null;
            }

            var code = result.StandardError.TrimStart().StartsWith('{') ? (string?)JsonNode.Parse(result.StandardError)?["code"] : "none";
            return code is "not_found" or "unimplemented" or "already_exists" ? null : result.StandardError;
        }
        catch (OperationCanceledException)
        {
            return command.Contains("/Watch", StringComparison.Ordinal) ? null : "it did not answer";
        }
    }

    private static void AssertLinks(TestProject project)
    {
        var pages = project.Tree("generated/docs");
        foreach (var (page, text) in pages)
        {
            foreach (var link in Link().Matches(text).Select(match => match.Groups[1].Value).Where(link => !link.StartsWith("https://", StringComparison.Ordinal)))
            {
                var parts = link.Split('#');
                var file = parts[0].Length == 0 ? project.At(page) : Path.GetFullPath(Uri.UnescapeDataString(parts[0]), Path.GetDirectoryName(project.At(page))!);
                Assert.True(File.Exists(file), $"{page}: {link}");
                if (parts.Length == 1)
                {
                    continue;
                }

                var lines = File.ReadAllLines(file);
                Assert.True(
                    file.EndsWith(".proto", StringComparison.Ordinal) ? int.Parse(parts[1][1..], System.Globalization.CultureInfo.InvariantCulture) <= lines.Length : lines.Contains($"<a id=\"{parts[1]}\"></a>"),
                    $"{page}: {link}");
            }
        }
    }

    [GeneratedRegex("(?<=```sh\n)buf curl .*?(?=```)", RegexOptions.Singleline)]
    private static partial Regex Command();

    [GeneratedRegex(@"\]\(([^()\s]+)\)")]
    private static partial Regex Link();
}
