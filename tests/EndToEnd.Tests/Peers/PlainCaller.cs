using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Google.Rpc;
using Grpc.Core;
using GrpcServiceTemplate.Tests;
using Peers.V1;

namespace Grpc.Service.Sdk.EndToEnd.Peers;

/// <summary>How a call ended: OK has no reason and no text.</summary>
internal sealed record End(StatusCode Code, string Reason = "", string Text = "")
{
    public static readonly End Ok = new(StatusCode.OK);

    public static End Of(RpcException exception) =>
        new(exception.StatusCode, exception.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason ?? "", exception.Status.Detail);
}

/// <summary>Calls of each kind by a client that may do what a generated one does not.</summary>
internal static class PlainCaller
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static readonly string[] Kinds = ["Ask", "Stream", "Collect", "Chat"];

    /// <summary>Makes a whole call of the kind.</summary>
    /// <returns>Its last answer.</returns>
    /// <exception cref="RpcException">It failed.</exception>
    public static async Task<Answer> CallAsync(this ActService.ActServiceClient client, string kind, Act act, Metadata? headers = null)
    {
        var options = new CallOptions(headers, DateTime.UtcNow + s_patience);
        switch (kind)
        {
            case "Ask":
                return await client.AskAsync(act, options);
            case "Stream":
                using (var call = client.Stream(act, options))
                {
                    return await call.ResponseStream.ReadAllAsync().LastAsync();
                }

            case "Collect":
                using (var call = client.Collect(options))
                {
                    await SendAsync(call.RequestStream, act);
                    return await call;
                }

            default:
                using (var call = client.Chat(options))
                {
                    await SendAsync(call.RequestStream, act);
                    return await call.ResponseStream.ReadAllAsync().LastAsync();
                }
        }
    }

    /// <summary>How a call of the kind ends.</summary>
    public static async Task<End> EndAsync(this ActService.ActServiceClient client, string kind, Act act, Metadata? headers = null)
    {
        try
        {
            await client.CallAsync(kind, act, headers);
            return End.Ok;
        }
        catch (RpcException exception)
        {
            return End.Of(exception);
        }
    }

    /// <summary>Calls of all four kinds end so.</summary>
    public static async Task AllEndAsync(this ActService.ActServiceClient client, Metadata headers, End end)
    {
        foreach (var kind in Kinds)
        {
            Assert.Equal((kind, end), (kind, await client.EndAsync(kind, new Act { Deed = Deed.Echo }, headers)));
        }
    }

    /// <summary>Who the server takes the caller for, by calls of all four kinds.</summary>
    public static async Task NamesAsync(this ActService.ActServiceClient client, Metadata headers, string name)
    {
        foreach (var kind in Kinds)
        {
            Assert.Equal((kind, name), (kind, (await client.CallAsync(kind, new Act { Deed = Deed.Who }, headers)).Text));
        }
    }

    public static Metadata Bearer(string token) => new() { { "authorization", "Bearer " + token } };

    /// <summary>A connection that trusts one authority alone.</summary>
    public static SocketsHttpHandler Handler(TestCa ca, TestCertificate? certificate, Action<string>? seen = null) => new()
    {
        SslOptions = new()
        {
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate.Load(), certificate.Chain(), offline: true),
            RemoteCertificateValidationCallback = (_, shown, chain, _) =>
            {
                seen?.Invoke(((X509Certificate2)shown!).SerialNumber);
                return ca.IsRootOf((X509Certificate2)shown!, chain!);
            },
        },
    };

    private static async Task SendAsync(IClientStreamWriter<Act> requests, Act act)
    {
        try
        {
            await requests.WriteAsync(act);
            await requests.CompleteAsync();
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException)
        {
            // The status tells.
        }
    }
}
