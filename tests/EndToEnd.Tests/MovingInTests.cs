using Grpc.Service.Sdk.EndToEnd.Harness;

namespace Grpc.Service.Sdk.EndToEnd;

/// <summary>Projects that come from Grpc.Tools and Grpc.AspNetCore, and change nothing but their Sdk attribute.</summary>
[Collection(PackedSdk.Builds)]
public sealed class MovingInTests
{
    private const string Greet = """
        syntax = "proto3";

        option csharp_namespace = "Greeting";

        package greet;

        service Greeter {
          rpc SayHello (HelloRequest) returns (HelloReply);
        }

        message HelloRequest {
          string name = 1;
        }

        message HelloReply {
          string message = 1;
        }

        """;

    private const string GreeterService = """
        using Greeting;
        using Grpc.Core;

        namespace Server.Services;

        public class GreeterService(ILogger<GreeterService> logger) : Greeter.GreeterBase
        {
            public override Task<HelloReply> SayHello(HelloRequest request, ServerCallContext context)
            {
                logger.LogInformation("{Name}", request.Name);
                return Task.FromResult(new HelloReply { Message = "Hello " + request.Name });
            }
        }

        """;

    // What `dotnet new grpc` writes, but for the address, which the test gives and reads.
    private const string Program = """
        using Server.Services;

        var builder = WebApplication.CreateBuilder(args);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http2));
        builder.Services.AddGrpc();

        var app = builder.Build();
        app.MapGrpcService<GreeterService>();
        app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine("listening on " + app.Urls.First()));
        app.Run();

        """;

    [Theory]
    [InlineData("Grpc.Service.Sdk/1.0.0")]
    [InlineData("Microsoft.NET.Sdk.Web;Grpc.Service.Sdk/1.0.0")]
    public async Task ServerOfTheTemplate_BuildsAndServesItsOwnService(string sdk)
    {
        using var project = Server(sdk);

        var result = (await project.BuildAsync()).Succeeded();

        Assert.All(result.Diagnostics, found => Assert.Equal("warning", found.Severity));
        Assert.Equal(["PACKAGE_DIRECTORY_MATCH", "PACKAGE_VERSION_SUFFIX", "SERVICE_SUFFIX"], result.Diagnostics.Select(found => found.Code).Distinct().Order());
        Assert.All(result.Diagnostics, found => Assert.Equal("Protos/greet.proto", found.File));
        Assert.DoesNotContain("ProtoCompile", result.Tasks);
        Assert.Equal(["before", "after"], result.Messages.Where(text => text is "before" or "after"));
        Assert.Single(result.Messages, text => text.StartsWith("'Google.Protobuf' 3.31.1, which this project asks for, is older than ", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Messages, text => text.StartsWith("The OutputDir ", StringComparison.Ordinal));

        // The client side was not asked for.
        Assert.DoesNotContain("class GreeterClient", project.Read("generated/csharp/Proto/Greeting/GreetGrpc.cs"), StringComparison.Ordinal);
        Assert.Empty((await project.BuildAsync("--no-restore")).Succeeded().Commands);

        await using var service = await RunningService.StartAsync(project);
        var (answers, error) = await new BufCurl(project, service, "Protos").CallAsync("greet.Greeter/SayHello", """{"name":"you"}""");
        Assert.Null(error);
        Assert.Equal("Hello you", (string?)Assert.Single(answers)["message"]);
    }

    [Fact]
    public async Task ClientLibrary_LinksTheServersContract_AndGetsItsClientAlone()
    {
        using var project = Server("Grpc.Service.Sdk/1.0.0");
        project.Write("../Client/Client.csproj", """
            <Project Sdk="Microsoft.NET.Sdk;Grpc.Service.Sdk/1.0.0">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
              <ItemGroup>
                <Protobuf Include="..\Server\Protos\greet.proto" GrpcServices="Client" Link="Protos\greet.proto" />
                <PackageReference Include="Grpc.Net.Client" Version="2.85.0" />
                <PackageReference Include="Grpc.Tools" Version="2.85.0" PrivateAssets="all" />
              </ItemGroup>
            </Project>
            """);
        project.Write("../Client/Greetings.cs", """
            using Greeting;
            using Grpc.Net.Client;

            namespace Client;

            public static class Greetings
            {
                public static async Task<string> OfAsync(string address) =>
                    (await new Greeter.GreeterClient(GrpcChannel.ForAddress(address)).SayHelloAsync(new HelloRequest { Name = "you" })).Message;
            }
            """);

        var result = (await project.BuildAsync(project.At("../Client/Client.csproj"))).Succeeded();

        Assert.All(result.Diagnostics, found => Assert.Equal("warning", found.Severity));
        Assert.EndsWith("Server/Protos/greet.proto", Assert.Single(result.Diagnostics.Select(found => found.File).Distinct()), StringComparison.Ordinal);
        Assert.Equal(
            ["../Client/generated/csharp/Proto/Greeting/Greet.cs", "../Client/generated/csharp/Proto/Greeting/GreetGrpc.cs"],
            project.Tree("../Client/generated").Keys.Where(path => path.EndsWith(".cs", StringComparison.Ordinal)));
        Assert.DoesNotContain("GreeterBase", project.Read("../Client/generated/csharp/Proto/Greeting/GreetGrpc.cs"), StringComparison.Ordinal);
        Assert.True(project.Exists("../Client/bin/Debug/net10.0/Client.dll"));
        Assert.False(project.Exists("../Client/bin/Debug/net10.0/Client.runtimeconfig.json"));
    }

    [Fact]
    public async Task SeveralRootsAndImportFolders_EachProtoIsCompiledOnceUnderItsRoot()
    {
        using var project = new TestProject("Shop");
        project.Write("Shop.csproj", """
            <Project Sdk="Microsoft.NET.Sdk;Grpc.Service.Sdk/1.0.0">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup>
                <Protobuf Include="api\**\*.proto" ProtoRoot="api" AdditionalImportDirs="..\shared" GrpcServices="None" Access="Internal" />
                <Protobuf Include="models\**\*.proto" ProtoRoot="models" Access="Internal" />
                <Protobuf Update="models\kept.proto" CompileOutputs="false" OutputDir="elsewhere" />
                <Protobuf Include="..\shared\money.proto" Access="Internal" />
                <Protobuf Include="plain.proto" ProtoCompile="true" />
                <Protobuf Include="proto\named.proto;proto\helper.proto" GrpcServices="Client;Server" Access="Internal" />
                <PackageReference Include="Grpc.Tools" Version="2.85.0" PrivateAssets="all" />
              </ItemGroup>
            </Project>
            """);
        project.Write("api/orders/orders.proto", "syntax = \"proto3\";\npackage orders;\nimport \"money.proto\";\nimport \"things/thing.proto\";\nmessage Order { things.Thing thing = 1; shared.Money price = 2; }\nservice Orders { rpc Get(Order) returns (Order); }\n");
        project.Write("models/things/thing.proto", "syntax = \"proto3\";\npackage things;\nmessage Thing { string id = 1; }\n");
        project.Write("models/kept.proto", "syntax = \"proto3\";\npackage kept;\nmessage Kept {}\n");
        project.Write("plain.proto", "syntax = \"proto3\";\nmessage Plain { string id = 1; }\n");
        // The default root's folder, of a project that lists its contracts and imports them from its own folder.
        project.Write("proto/named.proto", "syntax = \"proto3\";\npackage named;\nimport \"proto/helper.proto\";\nservice Named { rpc Get(helper.Helper) returns (helper.Helper); }\n");
        project.Write("proto/helper.proto", "syntax = \"proto3\";\npackage helper;\nmessage Helper {}\n");
        project.Write("proto/unlisted.proto", "this is no proto");
        project.Write("../shared/money.proto", "syntax = \"proto3\";\npackage shared;\nmessage Money { int64 units = 1; }\n");
        project.Write("../shared/nobodys.proto", "this is no proto");
        project.Write("Use.cs", "class Use { static Shared.Money Price(Orders.Order order) => order.Thing.Id == \"\" ? null : order.Price; }");

        var result = (await project.BuildAsync()).Succeeded();

        Assert.Equal(
            ["generated/csharp/Proto/Helper/Helper.cs", "generated/csharp/Proto/Named/Named.cs", "generated/csharp/Proto/Named/NamedGrpc.cs", "generated/csharp/Proto/Orders/Orders.cs", "generated/csharp/Proto/Plain.cs", "generated/csharp/Proto/Shared/Money.cs", "generated/csharp/Proto/Things/Thing.cs", "generated/csharp/Uncompiled/Proto/Kept/Kept.cs"],
            project.Tree("generated").Keys.Where(path => path.EndsWith(".cs", StringComparison.Ordinal)));
        Assert.Contains("internal sealed partial class Thing ", project.Read("generated/csharp/Proto/Things/Thing.cs"), StringComparison.Ordinal);
        Assert.All(result.Diagnostics, found => Assert.Equal("warning", found.Severity));
        Assert.Contains(result.Messages, text => text.Contains("'elsewhere'", StringComparison.Ordinal));
        Assert.Contains(result.Diagnostics, found => found.File == "api/orders/orders.proto");
        Assert.Contains(result.Diagnostics, found => found.File.EndsWith("/shared/money.proto", StringComparison.Ordinal));
        Assert.Empty((await project.BuildAsync("--no-restore")).Succeeded().Commands);
    }

    [Fact]
    public async Task ExternalGeneration_LeavesTheCodeToGrpcToolsAndStillChecks()
    {
        using var project = Server("Microsoft.NET.Sdk.Web;Grpc.Service.Sdk/1.0.0");

        await project.CommitAsync("first");
        await project.GitAsync("tag", "v1.0.0");
        project.Write("Protos/greet.proto", Greet.Replace("string name", "bytes name", StringComparison.Ordinal));
        project.Write("Services/GreeterService.cs", GreeterService.Replace("request.Name", "request.Name.ToStringUtf8()", StringComparison.Ordinal));

        var result = (await project.BuildAsync("-p:GrpcGeneration=external")).Succeeded();

        Assert.Contains("ProtoCompile", result.Tasks);
        Assert.Contains(result.Diagnostics, found => found.Code == "SERVICE_SUFFIX");
        Assert.DoesNotContain(project.Tree("generated").Keys, path => path.EndsWith(".cs", StringComparison.Ordinal));
        Assert.Equal("Protos/greet.proto", result.Single("FIELD_SAME_TYPE").File);
    }

    [Fact]
    public async Task BadMetadataAndOrder_AreTold()
    {
        using var project = Server("Grpc.Service.Sdk/1.0.0;Microsoft.NET.Sdk.Web");
        Assert.Contains("Microsoft.NET.Sdk.Web;Grpc.Service.Sdk", (await project.BuildAsync()).Failed().Single("GRPC1030").Text, StringComparison.Ordinal);

        project.Write("Server.csproj", project.Read("Server.csproj")
            .Replace("Grpc.Service.Sdk/1.0.0;Microsoft.NET.Sdk.Web", "Microsoft.NET.Sdk.Web;Grpc.Service.Sdk/1.0.0", StringComparison.Ordinal)
            .Replace("\"Server\"", "\"Servers\"", StringComparison.Ordinal));
        Assert.Contains("'Servers'", (await project.BuildAsync()).Failed().Single("GRPC1015").Text, StringComparison.Ordinal);
    }

    private static TestProject Server(string sdk)
    {
        var project = new TestProject("Server");
        project.Write("Server.csproj", $"""
            <Project Sdk="{sdk}">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <Protobuf Include="Protos\greet.proto" GrpcServices="Server" />
              </ItemGroup>
              <ItemGroup>
                <PackageReference Include="Grpc.AspNetCore" Version="2.71.0" />
                <PackageReference Include="Google.Protobuf" Version="3.31.1" />
              </ItemGroup>
              <Target Name="Before" BeforeTargets="Protobuf_BeforeCompile"><Message Text="before" /></Target>
              <Target Name="After" AfterTargets="Protobuf_AfterCompile"><Message Text="after" /></Target>
            </Project>
            """);
        return project.Write("Protos/greet.proto", Greet).Write("Services/GreeterService.cs", GreeterService).Write("Program.cs", Program);
    }
}
