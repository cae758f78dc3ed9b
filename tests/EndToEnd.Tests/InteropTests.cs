using System.Text.Json.Nodes;
using CliWrap.Buffered;
using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>gRPC's own interoperability cases, by the client of grpc-go, against the generated servers with everything on.</summary>
/// <remarks>
/// Of the client's cases those are not here that need a cloud's credentials, a load balancer of another protocol, or load reports (ORCA), which the
/// servers do not have.
/// </remarks>
[Collection(PackedSdk.Runs)]
public sealed class InteropTests(InteropTests.Servers servers) : IClassFixture<InteropTests.Servers>
{
    private static readonly string s_folder = Path.Combine(Golden.Folder, "interop");

    private static readonly string[] s_cases =
    [
        "empty_unary", "large_unary", "client_streaming", "server_streaming", "ping_pong", "empty_stream", "timeout_on_sleeping_server", "cancel_after_begin",
        "cancel_after_first_response", "status_code_and_message", "special_status_message", "custom_metadata", "unimplemented_method", "unimplemented_service",
        "pick_first_unary", "rpc_soak", "channel_soak",
    ];

    public static TheoryData<string> Cases => [.. s_cases];

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public Task CSharp(string name) => HoldsAsync(() => servers.CSharp, name);

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public Task Go(string name) => HoldsAsync(() => servers.Go, name);

    /// <summary>That the cases came to the servers' chains, and how they ended there.</summary>
    [SkippableFact]
    public async Task AccessLogs_HaveEveryOutcome()
    {
        GoToolchain.Require();
        foreach (var service in new[] { servers.CSharp, servers.Go })
        {
            foreach (var (name, method, code) in new[]
            {
                ("custom_metadata", "UnaryCall", "OK"), ("cancel_after_first_response", "FullDuplexCall", "CANCELLED"), ("status_code_and_message", "FullDuplexCall", "UNKNOWN"),
                ("unimplemented_method", "UnimplementedCall", "UNIMPLEMENTED"),
            })
            {
                await servers.RunAsync(service, name);
                await service.UntilAsync(line => line.StartsWith('{') && JsonNode.Parse(line) is { } call
                    && (string?)call["method"] == "grpc.testing.TestService/" + method && (string?)call["code"] == code);
            }
        }
    }

    private async Task HoldsAsync(Func<RunningService> service, string name)
    {
        GoToolchain.Require();
        await servers.RunAsync(service(), name);
        await servers.RunAsync(service(), name, "-gzip");
    }

    /// <summary>Both servers of one project, each with handlers of its own, and the client.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "xunit calls DisposeAsync.")]
    public sealed class Servers : IAsyncLifetime
    {
        private const string Body = """
            <PropertyGroup><GrpcLanguages>csharp;go</GrpcLanguages><GrpcLint>false</GrpcLint></PropertyGroup>
            <ItemGroup>
              <Own Include="EmptyCall;UnaryCall;StreamingOutputCall;StreamingInputCall;FullDuplexCall" />
              <GrpcMethod Include="@(Own->'grpc.testing.TestService/%(Identity)')" Default="None" />
            </ItemGroup>
            """;

        private readonly TestProject _project = new("Interop", Body);

        internal RunningService CSharp { get; private set; } = null!;

        internal RunningService Go { get; private set; } = null!;

        private string Client => _project.At("bin/interop-client");

        public async Task InitializeAsync()
        {
            if (GoToolchain.Current is not { } go)
            {
                return;
            }

            Copy("proto/grpc/testing/test_service.proto", "proto/grpc/testing/test_service.proto");
            Copy("handlers/InteropHandlers.cs", "InteropHandlers.cs");
            Assert.Empty((await _project.BuildAsync()).Succeeded().Diagnostics);
            CSharp = await RunningService.StartAsync(_project);

            await go.RunAsync(Path.Combine(s_folder, "client"), "build", "-mod=readonly", "-o", Client, ".");
            Go = await RunningService.StartAsync(_project, await BuildAsync(go), []);
        }

        public async Task DisposeAsync()
        {
            foreach (var service in new[] { CSharp, Go }.OfType<RunningService>())
            {
                await service.DisposeAsync();
            }

            _project.Dispose();
        }

        /// <summary>The client ends with an error where the server answers otherwise than gRPC's rules say.</summary>
        internal async Task RunAsync(RunningService service, string name, params string[] flags)
        {
            var result = await Shell.Command(Client, _project.Folder, ["-tls", _project.At("config/tls"), .. flags, service.Address, name]).ExecuteBufferedAsync();

            Assert.True(result.ExitCode == 0, $"{string.Join(' ', flags)} {name}: {result.StandardError}");
        }

        /// <summary>A module of its own that requires the generated one, as a user's would be.</summary>
        private async Task<string> BuildAsync(GoToolchain go)
        {
            const string Generated = "module example.com/interop\n";
            var module = _project.Read("generated/go/go.mod");
            Assert.Contains(Generated, module, StringComparison.Ordinal);
            _project.Write("handlers/go/go.mod", module.Replace(Generated, "module interop-server\n\nrequire example.com/interop v0.0.0\n\nreplace example.com/interop => ../../generated/go\n", StringComparison.Ordinal));
            _project.Write("handlers/go/go.sum", _project.Read("generated/go/go.sum"));
            Copy("handlers/main.go", "handlers/go/main.go");
            var program = _project.At("bin/interop-server");
            await go.RunAsync(_project.At("handlers/go"), "build", "-mod=readonly", "-o", program, ".");
            return program;
        }

        private void Copy(string source, string target) => _project.Write(target, File.ReadAllBytes(Path.Combine(s_folder, source)));
    }
}
