using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Grpc.Core;
using Notes.V1;

namespace GrpcServiceTemplate.Tests.Clients;

public sealed class CredentialTests : IDisposable
{
    private readonly TestCa _ca = TestCa.Create();
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string?> _seen = new();
    private readonly Answers _answers;

    public CredentialTests()
    {
        _folder.Write("ca.crt", _ca.Pem);
        _answers = new Answers
        {
            OnGet = (_, context) =>
            {
                _seen.Enqueue(context.RequestHeaders.GetValue("authorization"));
                return Task.FromResult(new Note());
            },
        };
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TokenFile_IsSent_AndReadAgain()
    {
        var file = _folder.Write("token", "  first\n");
        await using var backend = await Backend.StartTlsAsync(_answers, () => _ca.Server());
        var (clock, warnings) = (new LateClock(), new Warnings());
        using var client = Client(backend, options =>
        {
            options.Config.Auth.TokenFile = file;
            (options.Clock, options.Loggers) = (clock, warnings);
        });
        await client.GetAsync();
        _folder.Write("token", "second");
        clock.Late += TimeSpan.FromSeconds(2);
        await client.GetAsync();
        File.Delete(file);
        clock.Late += TimeSpan.FromSeconds(2);
        await client.GetAsync();

        Assert.Equal(["Bearer first", "Bearer second", "Bearer second"], _seen);
        Assert.Single(warnings.Lines, line => line.StartsWith("configuration: client.auth.tokenFile: '", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ES256")]
    [InlineData("RS256")]
    [InlineData("PS256")]
    public async Task ServiceAccount_SignsItsOwnTokens_AndKeepsThemUntilShortlyBeforeTheirEnd(string algorithm)
    {
        using AsymmetricAlgorithm key = algorithm == "ES256" ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : RSA.Create(2048);
        _folder.Write("account.pem", key.ExportPkcs8PrivateKeyPem());
        var account = new JsonObject { ["issuer"] = "https://jobs.example", ["audience"] = "shop", ["keyId"] = "k1", ["algorithm"] = algorithm, ["key"] = "account.pem" };
        var file = _folder.Write("account.json", account.ToJsonString());
        await using var backend = await Backend.StartTlsAsync(_answers, () => _ca.Server());
        var clock = new LateClock();
        using var client = Client(backend, options =>
        {
            options.Config.Auth.ServiceAccountFile = file;
            options.Clock = clock;
        });
        await client.GetAsync();
        await client.GetAsync();
        clock.Late += TimeSpan.FromMinutes(4.5);
        await client.GetAsync(options: new CallOptions(deadline: DateTime.UtcNow.AddMinutes(10)));

        var tokens = _seen.Select(header => header!["Bearer ".Length..]).ToArray();
        Assert.Equal(tokens[0], tokens[1]);
        Assert.NotEqual(tokens[1], tokens[2]);
        var parts = tokens[0].Split('.');
        var (header, claims) = (Json(parts[0]), Json(parts[1]));
        Assert.Equal((algorithm, "k1", "JWT"), ((string?)header["alg"], (string?)header["kid"], (string?)header["typ"]));
        Assert.Equal(("https://jobs.example", "https://jobs.example", "shop"), ((string?)claims["iss"], (string?)claims["sub"], (string?)claims["aud"]));
        Assert.Equal(300, (long)claims["exp"]! - (long)claims["iat"]!);
        var (signed, signature) = (Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]));
        Assert.True(key switch
        {
            ECDsa ec => ec.VerifyData(signed, signature, HashAlgorithmName.SHA256),
            RSA rsa => rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, algorithm == "PS256" ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
            _ => false,
        });
    }

    [Fact]
    public async Task TokenSource_OfTheProgram_IsAskedForEveryAttempt()
    {
        await using var backend = await Backend.StartTlsAsync(_answers, () => _ca.Server());
        var asked = 0;
        using var client = Client(backend, options => options.TokenSource = new Source(() => $"t{++asked}"));
        await client.GetAsync();
        await client.GetAsync();

        Assert.Equal(["Bearer t1", "Bearer t2"], _seen);
    }

    [Fact]
    public async Task TokenSource_ThatFails_FailsTheCall_WithoutItsOwnWordsInTheStatus()
    {
        await using var backend = await Backend.StartTlsAsync(_answers, () => _ca.Server());
        using var client = Client(backend, options => options.TokenSource = new Source(() => throw new InvalidOperationException("a secret")));

        var failure = await client.FailAsync();
        Assert.Equal((StatusCode.Unauthenticated, "there is no token to send"), (failure.StatusCode, failure.Status.Detail));
        Assert.Equal(0, _answers.Calls);
    }

    [Theory]
    [InlineData("client.auth.tokenFile")]
    [InlineData("client.auth.serviceAccountFile")]
    [InlineData("TokenSource")]
    public void Token_IsNotSentInPlaintext(string where)
    {
        var problem = Assert.Throws<ConfigurationException>(() => new TestClient(["127.0.0.1:1"], options =>
        {
            options.Config.Auth.TokenFile = where == "client.auth.tokenFile" ? "token" : "";
            options.Config.Auth.ServiceAccountFile = where == "client.auth.serviceAccountFile" ? "account.json" : "";
            options.TokenSource = where == "TokenSource" ? new Source(() => "t") : null;
        }));
        Assert.StartsWith($"{where}: a token may not be sent in plaintext", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "'*' does not exist")]
    [InlineData("", "'*' holds no token")]
    [InlineData("two words", "'*' holds no token")]
    public void TokenFile_ThatHoldsNone_StopsTheOpening(string? content, string message)
    {
        var file = content is null ? _folder.At("token") : _folder.Write("token", content);
        Refuses($"configuration: client.auth.tokenFile: {message}", file, options => options.Config.Auth.TokenFile = file);
    }

    [Theory]
    [InlineData("{", "configuration: client.auth.serviceAccountFile: '*' is not JSON")]
    [InlineData("""{"issuer": "i"}""", "configuration: client.auth.serviceAccountFile: '*' has no algorithm")]
    [InlineData("""{"isuer": "i"}""", "*: client.auth.serviceAccountFile.isuer: is not a known key")]
    [InlineData("""{"issuer": "i", "audience": "a", "keyId": "k", "algorithm": "HS256", "key": "k"}""", "*: client.auth.serviceAccountFile.algorithm: \"HS256\" is none of ES256, RS256, PS256")]
    [InlineData("""{"issuer": "i", "audience": "a", "keyId": "k", "algorithm": "ES256", "key": "none.pem"}""", "configuration: client.auth.serviceAccountFile: '/none.pem' does not exist")]
    [InlineData("""{"issuer": "i", "audience": "a", "keyId": "k", "algorithm": "ES256", "key": "rsa.pem"}""", "configuration: client.auth.serviceAccountFile: '/rsa.pem' holds no private key in PEM, without a password, for ES256")]
    public void ServiceAccount_ThatIsNone_StopsTheOpening(string content, string message)
    {
        using var rsa = RSA.Create(2048);
        _folder.Write("rsa.pem", rsa.ExportPkcs8PrivateKeyPem());
        var file = _folder.Write("account.json", content);
        Refuses(message.Replace("'/", $"'{_folder.Path}/", StringComparison.Ordinal), file, options => options.Config.Auth.ServiceAccountFile = file);
    }

    private static JsonObject Json(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part))!.AsObject();

    private void Refuses(string message, string file, Action<ClientOptions> configure)
    {
        var problem = Assert.Throws<ConfigurationException>(() => new TestClient(["127.0.0.1:1"], options =>
        {
            Secure(options);
            configure(options);
        }));
        Assert.StartsWith(message.Replace("*", file, StringComparison.Ordinal), problem.Message, StringComparison.Ordinal);
    }

    private void Secure(ClientOptions options)
    {
        options.Config.Tls.Mode = TlsMode.Server;
        options.Config.Tls.Ca = _folder.At("ca.crt");
    }

    private TestClient Client(Backend backend, Action<ClientOptions> configure) => new(backend, options =>
    {
        Secure(options);
        configure(options);
    });

    private sealed class Source(Func<string> next) : ITokenSource
    {
        public ValueTask<string> GetTokenAsync(CancellationToken cancellationToken) => ValueTask.FromResult(next());
    }

    private sealed class LateClock : TimeProvider
    {
        public TimeSpan Late { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Late;

        public override long GetTimestamp() => base.GetTimestamp() + (long)(Late.TotalSeconds * TimestampFrequency);
    }
}
