package channel_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/internal/channel"
	ecommercev1 "example.com/grpc-service-template/testdata/vectors/proto/ecommerce/v1"
)

// guarded is a server with TLS that keeps the tokens that it gets, and files of a client of it.
type guarded struct {
	*answers
	folder, address string
	mutex           sync.Mutex
	tokens          []string
}

func newGuarded(t *testing.T) *guarded {
	t.Helper()
	root := newAuthority(t, "root", nil)
	made := &guarded{answers: &answers{}, folder: t.TempDir()}
	writeTLS(t, made.folder, root.issue(t), root)
	made.get = func(ctx context.Context, _ *ecommercev1.GetProductRequest) (*ecommercev1.Product, error) {
		made.mutex.Lock()
		defer made.mutex.Unlock()
		made.tokens = append(made.tokens, strings.Join(metadata.ValueFromIncomingContext(ctx, "authorization"), "|"))
		return &ecommercev1.Product{}, nil
	}
	made.address = serve(t, made.answers, "", secured(always(root.issue(t, "127.0.0.1").pair()), nil)).address
	return made
}

func (g *guarded) open(t *testing.T, options channel.Options, change func(*config.Client)) ecommercev1.ProductServiceClient {
	t.Helper()
	configuration := overTLS(config.TLSServer, g.folder, g.address)
	if change != nil {
		change(&configuration.Client)
	}
	return ecommercev1.NewProductServiceClient(open(t, configuration, options))
}

// sent is the token of one more call, with all that stands in its header.
func (g *guarded) sent(t *testing.T, over ecommercev1.ProductServiceClient, options ...grpc.CallOption) string {
	t.Helper()
	if err := ask(t, over, options...); err != nil {
		t.Fatal(err)
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	return g.tokens[len(g.tokens)-1]
}

func giving(token string) channel.TokenSource {
	return func(context.Context) (string, error) { return token, nil }
}

func TestTokenFile_IsSent_AndReadAgain(t *testing.T) {
	t.Parallel()
	server := newGuarded(t)
	var log bytes.Buffer
	file := write(t, server.folder, "token", []byte("first\n"))
	over := server.open(t, channel.Options{Log: slog.New(slog.NewTextHandler(&log, nil))}, func(client *config.Client) { client.Auth.TokenFile = file })
	if got := server.sent(t, over); got != "Bearer first" {
		t.Errorf("got %q", got)
	}
	write(t, server.folder, "token", []byte("second"))
	eventually(t, "the second token", func() bool { return server.sent(t, over) == "Bearer second" })
	write(t, server.folder, "token", []byte("no token at all"))
	eventually(t, "a warning", func() bool {
		return server.sent(t, over) == "Bearer second" && strings.Contains(log.String(), "holds no token")
	})
}

func TestServiceAccount_SignsItsOwnTokens_AndKeepsThem(t *testing.T) {
	server := newGuarded(t)
	long, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	short := newKey(t)
	for algorithm, key := range map[string]crypto.Signer{"ES256": short, "RS256": long, "PS256": long} {
		encoded, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		write(t, server.folder, "jobs.pem", pemOf("PRIVATE KEY", encoded))
		account := fmt.Sprintf(`{"issuer": "https://jobs.example", "audience": "shop", "keyId": "k1", "algorithm": %q, "key": "jobs.pem"}`, algorithm)
		file := write(t, server.folder, "account.json", []byte(account))
		over := server.open(t, channel.Options{}, func(client *config.Client) { client.Auth.ServiceAccountFile = file })
		sent := server.sent(t, over)
		if again := server.sent(t, over); again != sent {
			t.Errorf("%s: got %q and %q", algorithm, sent, again)
		}
		var claims jwt.RegisteredClaims
		token, err := jwt.ParseWithClaims(strings.TrimPrefix(sent, "Bearer "), &claims, func(*jwt.Token) (any, error) { return key.Public(), nil },
			jwt.WithValidMethods([]string{algorithm}), jwt.WithIssuer("https://jobs.example"), jwt.WithSubject("https://jobs.example"), jwt.WithAudience("shop"), jwt.WithExpirationRequired())
		if err != nil || token.Header["kid"] != "k1" || claims.ID == "" || claims.ExpiresAt.Sub(claims.IssuedAt.Time).Minutes() != 5 {
			t.Errorf("%s: got %v, %v", algorithm, token, err)
		}
	}
}

func TestTokenSource_IsAskedForEveryAttempt_AndACallMayHaveItsOwn(t *testing.T) {
	server := newGuarded(t)
	asked := 0
	counting := func(context.Context) (string, error) {
		asked++
		return fmt.Sprint("t", asked), nil
	}
	get := server.get
	server.get = func(ctx context.Context, request *ecommercev1.GetProductRequest) (*ecommercev1.Product, error) {
		answer, _ := get(ctx, request)
		if server.calls.Load() < 3 {
			return nil, errNotNow
		}
		return answer, nil
	}
	over := server.open(t, channel.Options{TokenSource: counting}, soon)
	if got := server.sent(t, over); got != "Bearer t3" || asked != 3 {
		t.Errorf("got %q after %d", got, asked)
	}
	if got := server.sent(t, over, channel.Token(giving("own"))); got != "Bearer own" {
		t.Errorf("got %q", got)
	}
	without := server.open(t, channel.Options{}, nil)
	if got := server.sent(t, without); got != "" {
		t.Errorf("got %q", got)
	}
	if got := server.sent(t, without, channel.Token(giving("own"))); got != "Bearer own" {
		t.Errorf("got %q", got)
	}
}

func TestToken_OfACall_IsNotThatOfACallForIt(t *testing.T) {
	server := newGuarded(t)
	without := server.open(t, channel.Options{}, nil)
	asking := func(ctx context.Context) (string, error) {
		_, err := without.GetProduct(ctx, anything)
		return "own", err
	}
	if got := server.sent(t, without, channel.Token(asking)); got != "Bearer own" {
		t.Errorf("got %q", got)
	}
	if want := []string{"", "Bearer own"}; !slices.Equal(server.tokens, want) {
		t.Errorf("got %q, want %q", server.tokens, want)
	}
}

func TestTokenSource_ThatFails_FailsTheCall_WithoutItsOwnWords(t *testing.T) {
	server := newGuarded(t)
	failing := func(context.Context) (string, error) { return "", errors.New("a secret") }
	err := ask(t, server.open(t, channel.Options{TokenSource: failing}, nil))
	wantCode(t, err, codes.Unauthenticated, "there is no token to send")
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
	wantCalls(t, server.answers, 0)
}

func TestToken_IsNotSentInPlaintext(t *testing.T) {
	made := &answers{}
	address := serve(t, made, "").address
	file := write(t, t.TempDir(), "token", []byte("secret"))
	for want, change := range map[string]func(*config.Config, *channel.Options){
		"Options.TokenSource":   func(_ *config.Config, options *channel.Options) { options.TokenSource = giving("secret") },
		"client.auth.tokenFile": func(configuration *config.Config, _ *channel.Options) { configuration.Client.Auth.TokenFile = file },
		"client.auth.serviceAccountFile": func(configuration *config.Config, _ *channel.Options) {
			configuration.Client.Auth.ServiceAccountFile = file
		},
	} {
		configuration, options := plaintext(address), channel.Options{}
		change(configuration, &options)
		_, err := channel.Open(configuration, options, nil)
		if want += `: a token may not be sent in plaintext; set client.tls.mode to "mutual" or "server"`; err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}

	over := ecommercev1.NewProductServiceClient(open(t, plaintext(address), channel.Options{}))
	wantCode(t, ask(t, over, channel.Token(giving("secret"))), codes.Unauthenticated, "a token may not be sent in plaintext")
	_, err := over.WatchInventory(within(t, patience), channel.Token(giving("secret")))
	wantCode(t, err, codes.Unauthenticated, "a token may not be sent in plaintext")
	wantCalls(t, made, 0)
}

func TestOpen_WithAFileThatIsNoGood_NamesKeyFileAndFault(t *testing.T) {
	root := newAuthority(t, "root", nil)
	folder := t.TempDir()
	for file, row := range map[string]struct {
		key, content, fault string
		change              func(*config.Client, string)
	}{
		"token":        {"client.auth.tokenFile", "two words", "holds no token", func(client *config.Client, path string) { client.Auth.TokenFile = path }},
		"account.json": {"client.auth.serviceAccountFile", "{", "is not JSON", func(client *config.Client, path string) { client.Auth.ServiceAccountFile = path }},
		"short.json": {
			"client.auth.serviceAccountFile", `{"issuer": "a"}`, "has no audience", func(client *config.Client, path string) { client.Auth.ServiceAccountFile = path },
		},
		"keyless.json": {
			"client.auth.serviceAccountFile", `{"issuer": "a", "audience": "b", "keyId": "c", "algorithm": "RS256", "key": "client.key"}`,
			"holds no private key in PEM, without a password, for RS256", func(client *config.Client, path string) { client.Auth.ServiceAccountFile = path },
		},
		"bad.crt": {"client.tls.certificate", "no certificate", "holds no certificate in PEM", func(client *config.Client, path string) { client.TLS.Certificate = path }},
		"bad.key": {"client.tls.key", "no key", "holds no private key in PEM", func(client *config.Client, path string) { client.TLS.Key = path }},
		"none.ca": {"client.tls.ca", "", "does not exist", func(client *config.Client, path string) { client.TLS.CA = path + ".missing" }},
	} {
		writeTLS(t, folder, root.issue(t), root)
		path := write(t, folder, file, []byte(row.content))
		configuration := overTLS(config.TLSMutual, folder, "127.0.0.1:1")
		row.change(&configuration.Client, path)
		opened, err := channel.Open(configuration, channel.Options{}, nil)
		if err == nil || !strings.Contains(err.Error(), row.key) || !strings.Contains(err.Error(), row.fault) {
			t.Errorf("%s: got %v", file, err)
		}
		_ = opened.Close()
	}
}
