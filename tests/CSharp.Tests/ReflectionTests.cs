using Grpc.Core;
using Grpc.Net.Client;
using V1 = Grpc.Reflection.V1;
using V1Alpha = Grpc.Reflection.V1Alpha;

namespace GrpcServiceTemplate.Tests;

public sealed class ReflectionTests
{
    [Fact]
    public async Task Reflection_IsOff_UnlessItIsAskedFor()
    {
        await using var server = await ShopServer.StartAsync();
        Assert.Equal(StatusCode.Unimplemented, (await Assert.ThrowsAsync<RpcException>(() => ListAsync(server.Channel))).StatusCode);
    }

    [Fact]
    public async Task Reflection_NamesTheServices_InBothVersions()
    {
        await using var server = await ShopServer.StartAsync(config => config.Server.Reflection = true);
        var names = await ListAsync(server.Channel);
        Assert.Superset(new HashSet<string> { "shop.v1.Shop", "notes.v1.Notes", "grpc.health.v1.Health" }, names.ToHashSet());
        using var call = new V1Alpha.ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new V1Alpha.ServerReflectionRequest { FileContainingSymbol = "shop.v1.Shop" });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.NotEmpty(call.ResponseStream.Current.FileDescriptorResponse.FileDescriptorProto);
    }

    internal static async Task<IReadOnlyList<string>> ListAsync(GrpcChannel channel)
    {
        using var call = new V1.ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();

        // A server without reflection may have refused the call by now; its answer says so.
        await call.RequestStream.WriteAsync(new V1.ServerReflectionRequest { ListServices = "" }).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await call.ResponseStream.MoveNext(CancellationToken.None)
            ? [.. call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name)]
            : throw new InvalidOperationException("no answer");
    }
}
