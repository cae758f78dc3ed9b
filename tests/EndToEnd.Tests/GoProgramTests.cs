using System.Text.RegularExpressions;
using CliWrap.Buffered;
using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>What a person does with a generated Go module: what its README says, and handlers of their own.</summary>
[Collection(PackedSdk.Runs)]
public sealed partial class GoProgramTests
{
    private static readonly string s_proto = Contracts.Shop.Replace(
        "(Thing);\n}",
        "(Thing);\n  rpc ListThings(ListThingsRequest) returns (ListThingsResponse);\n  rpc PaintThing(GetThingRequest) returns (Thing);\n}\n\n"
        + "message ListThingsRequest {\n  int32 page_size = 1;\n  string page_token = 2;\n}\n\nmessage ListThingsResponse {\n  repeated Thing things = 1;\n  string next_page_token = 2;\n}",
        StringComparison.Ordinal);

    [SkippableFact]
    public async Task Project_InTwoLanguages_RunsAsItsReadmeSays_AndWithHandlersOfItsOwn()
    {
        var go = GoToolchain.Require();
        using var project = new TestProject(body: "<PropertyGroup><GrpcLanguages>csharp;go</GrpcLanguages><GrpcLint>false</GrpcLint></PropertyGroup>");
        project.Write("proto/shop/v1/shop.proto", s_proto);

        Assert.Contains("'handlers/go' written", (await project.BuildAsync("-t:GrpcScaffold")).Succeeded().Output, StringComparison.Ordinal);
        Edit(project, "handlers/csharp/ShopServiceHandler.cs", "base.PaintThing(request, context)", "Task.FromResult(new Thing { Id = request.ThingId, Name = \"painted\" })");
        Assert.Empty((await project.BuildAsync("-p:TreatWarningsAsErrors=true", "-p:Nullable=enable")).Succeeded().Diagnostics);

        await ReadmeHolds(project, go);
        Assert.Equal("", await go.FindingsAsync(project.At("handlers/go")));
        Edit(project, "handlers/go/shop_service_handler.go", "h.ShopServiceDefaults.PaintThing(ctx, request)", "&shopv1.Thing{Id: request.GetThingId(), Name: \"painted\"}, nil");
        await using (var service = await RunningService.StartAsync(go.Line(project.At("handlers/go"), Commented().Match(project.Read("handlers/go/main.go")).Groups[1].Value), s_freePort))
        {
            await PaintsItself(project, service);
        }

        await using (var service = await RunningService.StartAsync(project))
        {
            await PaintsItself(project, service);
        }
    }

    private static readonly (string, string)[] s_freePort = [("GRPC_SERVICE__SERVER__ADDRESS", "127.0.0.1:0")];

    /// <summary>Every line of a shell in the README does what it says, in the README's folder.</summary>
    private static async Task ReadmeHolds(TestProject project, GoToolchain go)
    {
        var folder = project.At("generated/go");
        string[] lines = [.. ShellBlock().Matches(project.Read("generated/go/README.md")).Select(block => block.Groups[1].Value)];
        Assert.Equal(["go build", "go run", "buf curl"], lines.Select(line => string.Join(' ', line.Split(' ').Take(2))));

        await go.RunAsync(folder, lines[0].Split(' ').Skip(1).ToArray());
        await using var service = await RunningService.StartAsync(go.Line(folder, lines[1]), s_freePort);
        var call = go.Line(folder, lines[2].Replace("127.0.0.1:50051", service.Address, StringComparison.Ordinal), Path.GetDirectoryName(BufCurl.Tool)!);
        var answer = await Shell.Command(call.FileName, folder, [.. call.ArgumentList]).WithEnvironmentVariables(call.Environment.AsReadOnly()).ExecuteBufferedAsync();
        await CodeHolds(project, go);
        Assert.True((answer.ExitCode, answer.StandardOutput.Trim()) == (0, "{}"), answer.StandardOutput + answer.StandardError);
    }

    /// <summary>The code that the README shows is code.</summary>
    private static async Task CodeHolds(TestProject project, GoToolchain go)
    {
        string[] code = [.. GoBlock().Matches(project.Read("generated/go/README.md")).Select(block => block.Groups[1].Value)];
        project.Write("generated/go/cmd/readme/main.go", $$"""
            package main

            import (
                "example.com/shop/client"
                "example.com/shop/config"
                "example.com/shop/server"
                shopv1 "example.com/shop/proto/shop/v1"
                shopv1svc "example.com/shop/services/shop/v1"
            )

            {{code[0]}}

            func open() {
                {{code[1]}}
                _, _ = channel, err
            }
            """);
        await go.RunAsync(project.At("generated/go"), "vet", "./cmd/readme");
        Directory.Delete(project.At("generated/go/cmd/readme"), recursive: true);
    }

    /// <summary>The own method answers, and the defaults where there is none.</summary>
    private static async Task PaintsItself(TestProject project, RunningService service)
    {
        var curl = new BufCurl(project, service);
        Assert.Equal("painted", (await curl.CallAsync("shop.v1.ShopService/PaintThing", "{\"thingId\":\"a\"}")).Answers.Single()["name"]!.GetValue<string>());
        Assert.Equal("not_found", (await curl.CallAsync("shop.v1.ShopService/GetThing", "{\"thingId\":\"a\"}")).Error!["code"]!.GetValue<string>());
    }

    private static void Edit(TestProject project, string path, string from, string to)
    {
        Assert.Contains(from, project.Read(path), StringComparison.Ordinal);
        project.Write(path, project.Read(path).Replace(from, to, StringComparison.Ordinal));
    }

    [GeneratedRegex("```sh\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex("```go\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex GoBlock();

    [GeneratedRegex("^//\t(go run .+)$", RegexOptions.Multiline)]
    private static partial Regex Commented();
}
