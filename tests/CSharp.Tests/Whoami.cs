using Grpc.Core;
using Shop.V1;

namespace GrpcServiceTemplate.Tests;

/// <summary>Answers who calls.</summary>
internal sealed class Whoami(IStore store) : ShopDefaults(store)
{
    /// <returns>The caller's name; the reason where it is refused.</returns>
    public static async Task<string> AskAsync(Shop.V1.Shop.ShopClient client, Metadata headers)
    {
        try
        {
            return (await client.FailAsync(new Item { Name = "who" }, headers)).Name;
        }
        catch (RpcException exception)
        {
            return exception.Reason();
        }
    }

    public static async Task<Item> DescribeAsync(Shop.V1.Shop.ShopClient client, Metadata headers) => await client.FailAsync(new Item { Name = "who" }, headers);

    public override Task<Item> Fail(Item request, ServerCallContext context)
    {
        if (request.Name != "who")
        {
            return base.Fail(request, context);
        }

        var identity = context.Identity();
        var answer = new Item { Name = identity.Name, Labels = { ["certificate"] = identity.Certificate, ["subject"] = identity.Subject, ["address"] = identity.Address } };
        answer.Tags.Add(identity.Scopes);
        return Task.FromResult(answer);
    }
}
