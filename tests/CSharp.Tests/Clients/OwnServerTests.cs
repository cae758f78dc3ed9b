using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Grpc.Core;
using Notes.V1;

namespace GrpcServiceTemplate.Tests.Clients;

/// <summary>The generated client and the generated server, each with what the other needs.</summary>
public sealed class OwnServerTests
{
    [Fact]
    public async Task ServiceAccount_IsLetIn_WithTheKeyThatTheServerKnows_AndForItsAudienceOnly()
    {
        using var folder = new TemporaryFolder();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        folder.Write("account.pem", key.ExportPkcs8PrivateKeyPem());
        await using var shop = await SecureShop.StartAsync((config, files) =>
        {
            config.Auth.Mode = AuthMode.Jwt;
            config.Auth.Jwt.Issuers = [new JwtIssuer { Issuer = "jobs", Audiences = ["shop"], JwksFile = files.Write("jwks.json", Jwks(key)) }];
        });
        folder.Write("ca.crt", shop.Ca.Pem);
        folder.Write("client", shop.Ca.Client());
        ServiceChannel Open(string audience) => ServiceChannel.Open(new ClientSection { Addresses = [shop.Server.Address.Authority] }, options =>
        {
            (options.Config.Tls.Ca, options.Config.Tls.Certificate, options.Config.Tls.Key) = (folder.At("ca.crt"), folder.At("client.crt"), folder.At("client.key"));
            options.Config.Auth.ServiceAccountFile = folder.Write(
                audience + ".json", new JsonObject { ["issuer"] = "jobs", ["audience"] = audience, ["keyId"] = "k1", ["algorithm"] = "ES256", ["key"] = "account.pem" }.ToJsonString());
        });

        using var channel = Open("shop");
        Assert.Equal("RESOURCE_NOT_FOUND", (await Assert.ThrowsAsync<RpcException>(() => GetAsync(channel))).Reason());

        using var stranger = Open("another");
        var refused = await Assert.ThrowsAsync<RpcException>(() => GetAsync(stranger));
        Assert.Equal((StatusCode.Unauthenticated, "TOKEN_INVALID"), (refused.StatusCode, refused.Reason()));
    }

    private static async Task<Note> GetAsync(ServiceChannel channel) => await new Notes.V1.Notes.NotesClient(channel).GetNoteAsync(new GetNoteRequest { Id = "none" });

    private static string Jwks(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "EC", ["crv"] = "P-256", ["kid"] = "k1", ["alg"] = "ES256", ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y),
            }),
        }.ToJsonString();
    }
}
