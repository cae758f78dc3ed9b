using System.Diagnostics;
using System.Net;
using Grpc.Core;
using Notes.V1;

namespace GrpcServiceTemplate.Tests.Clients;

public sealed class ResolveTests
{
    private const string Host = "notes.test";

    [SkippableFact]
    public async Task Name_IsResolvedAgain_WithoutAFailedCall_AndAlsoWhenItsServerHasGone()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && await CanUnshareAsync(), "a process may not have mounts of its own here");
        using var folder = new TemporaryFolder();
        var hosts = folder.Write("hosts", $"127.0.0.1 {Host}\n");
        await using var one = await Backend.StartAsync(Named("one"));
        await using var two = await Backend.StartAsync(Named("two"), one.Port, at: IPAddress.Parse("127.0.0.2"));
        await using var three = await Backend.StartAsync(Named("three"), one.Port, at: IPAddress.Parse("127.0.0.3"));
        using var client = Process.Start(new ProcessStartInfo("unshare")
        {
            ArgumentList =
            {
                "-m", "sh", "-c", $"mount --bind '{hosts}' /etc/hosts && exec '{Environment.ProcessPath}' '{typeof(ResolveTests).Assembly.Location}' follow dns:///{Host}:{one.Port}",
            },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        async Task<List<string>> UntilAsync(params string[] servers)
        {
            var seen = new List<string>();
            while (servers.Except(seen).Any())
            {
                seen.Add(await client.StandardOutput.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException("The client has ended."));
            }

            return seen;
        }

        try
        {
            Assert.All(await UntilAsync("one"), server => Assert.Equal("one", server));

            // The file is the same, as a bound one must be; its text is not.
            await File.WriteAllTextAsync(hosts, $"127.0.0.1 {Host}\n127.0.0.2 {Host}\n");
            Assert.DoesNotContain(await UntilAsync("two", "one"), server => server is not ("one" or "two"));

            await File.WriteAllTextAsync(hosts, $"127.0.0.3 {Host}\n");
            await UntilAsync("three");
            await one.KillAsync();
            await two.KillAsync();
            await UntilAsync("three");
            Assert.All(await UntilAsync("three"), server => Assert.Equal("three", server));
        }
        finally
        {
            client.StandardInput.Close();
            await client.WaitForExitAsync(patience.Token);
        }
    }

    [Fact]
    public async Task Name_ThatIsUnknown_IsUnavailable_AndNamed()
    {
        var config = new ClientSection { Target = "dns:///nowhere.invalid:1", Tls = { Mode = TlsMode.Off }, Retry = { MaxAttempts = 1 } };
        using var channel = ServiceChannel.Open(config);
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await new Notes.V1.Notes.NotesClient(channel).GetNoteAsync(new GetNoteRequest()));
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.StartsWith("nowhere.invalid:1 cannot be found: ", failure.Status.Detail, StringComparison.Ordinal);
    }

    /// <summary>Calls, until its standard input ends, and prints who answered.</summary>
    internal static async Task FollowAsync(string target)
    {
        using var channel = ServiceChannel.Open(
            new ClientSection { Target = target, Tls = { Mode = TlsMode.Off } }, options => options.ResolveInterval = TimeSpan.FromMilliseconds(300));
        var client = new Notes.V1.Notes.NotesClient(channel);
        for (var end = Task.Run(Console.In.ReadLine); !end.IsCompleted; await Task.Delay(20))
        {
            try
            {
                await Console.Out.WriteLineAsync((await client.GetNoteAsync(new GetNoteRequest())).Id);
            }
            catch (RpcException exception)
            {
                await Console.Out.WriteLineAsync(exception.Status.ToString());
            }
        }
    }

    private static Answers Named(string name) => new() { OnGet = (_, _) => Task.FromResult(new Note { Id = name }) };

    private static async Task<bool> CanUnshareAsync()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("unshare", ["-m", "true"]) { RedirectStandardError = true })!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
