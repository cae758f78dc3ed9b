package vectors

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/testdata/vectors/client"
	ecommercev1 "example.com/grpc-service-template/testdata/vectors/proto/ecommerce/v1"
	libraryv1 "example.com/grpc-service-template/testdata/vectors/proto/library/v1"
	"example.com/grpc-service-template/testdata/vectors/server"
)

// open opens the generated client's channel. Settings are KEY=value without the prefix.
func openChannel(t *testing.T, settings ...string) *client.Channel {
	t.Helper()
	channel, err := tryOpen(t, client.Options{}, settings...)
	if err != nil {
		t.Fatal(err)
	}
	return channel
}

func tryOpen(t *testing.T, options client.Options, settings ...string) (*client.Channel, error) {
	t.Helper()
	loaded, err := config.Read(server.Name, "", settingsOf(append([]string{"CLIENT__TLS__MODE=off"}, settings...)...))
	if err != nil {
		t.Fatal(err)
	}
	options.Log = slog.New(slog.DiscardHandler)
	channel, err := client.Open(loaded, options)
	if err == nil {
		t.Cleanup(func() { _ = channel.Close() })
	}
	return channel, err
}

func product(ctx context.Context, over grpc.ClientConnInterface) (string, error) {
	found, err := ecommercev1.NewProductServiceClient(over).GetProduct(ctx, &ecommercev1.GetProductRequest{ProductId: "me"})
	return found.GetName(), err
}

func TestClient_OverMutualTLS_WithAToken(t *testing.T) {
	folder, ca := t.TempDir(), newAuthority(t, "ca")
	ca.write(t, folder)
	own := ca.issue(t, &x509.Certificate{DNSNames: []string{"cart"}})
	key, err := x509.MarshalPKCS8PrivateKey(own.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	write(t, folder, "client.crt", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: own.Certificate[0]}))
	write(t, folder, "client.key", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}))
	tls := []string{
		"CLIENT__TLS__MODE=mutual", "CLIENT__TLS__CERTIFICATE=" + filepath.Join(folder, "client.crt"), "CLIENT__TLS__KEY=" + filepath.Join(folder, "client.key"),
		"CLIENT__TLS__CA=" + filepath.Join(folder, "ca.crt"),
	}
	serving := serve(t, asking, mutual(folder)...)
	name, err := product(within(t, patience), openChannel(t, append(tls, "CLIENT__TARGET="+serving.Address)...))
	if err != nil || name != "dns:cart" {
		t.Errorf("got %q, %v", name, err)
	}

	signing, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalECPrivateKey(signing)
	if err != nil {
		t.Fatal(err)
	}
	write(t, folder, "account.key", pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: encoded}))
	write(t, folder, "account.json", []byte(`{"issuer":"cart","audience":"shop","keyId":"one","algorithm":"ES256","key":"account.key"}`))
	write(t, folder, "jwks.json", []byte(keySet(t, signing, "one")))
	issuers := fmt.Sprintf(`AUTH__JWT__ISSUERS=[{"issuer":"cart","audiences":["shop"],"jwksFile":%q}]`, filepath.Join(folder, "jwks.json"))
	byToken := serve(t, asking, append(mutual(folder), "AUTH__MODE=jwt", issuers)...)
	name, err = product(within(t, patience), openChannel(t, append(tls, "CLIENT__TARGET="+byToken.Address, "CLIENT__AUTH__SERVICE_ACCOUNT_FILE="+filepath.Join(folder, "account.json"))...))
	if err != nil || name != "sub:cart#cart" {
		t.Errorf("got %q, %v", name, err)
	}
}

func TestClient_SaysWhatIsWrongBeforeItCalls(t *testing.T) {
	for want, settings := range map[string][]string{
		`configuration: client.target: "shop" is not a target such as dns:///host:50051`: {"CLIENT__TARGET=shop"},
		`configuration: client.addresses[1]: "b" is not an address such as host:50051`:   {`CLIENT__ADDRESSES=["a:1","b"]`},
		`configuration: client.auth.tokenFile: a token may not be sent in plaintext; set client.tls.mode to "mutual" or "server"`: {
			"CLIENT__AUTH__TOKEN_FILE=token",
		},
		`configuration: client.tls.serverName: is empty, and client.addresses names more than one host (a, b); give the name that all their certificates have`: {
			"CLIENT__TLS__MODE=server", `CLIENT__ADDRESSES=["a:1","b:1"]`,
		},
		`configuration: client.tls.ca: 'none.crt' does not exist; name the right file, or build the service, which writes certificates for development`: {
			"CLIENT__TLS__MODE=server", "CLIENT__TLS__CA=none.crt",
		},
	} {
		if _, err := tryOpen(t, client.Options{}, settings...); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestClient_BalancesOverItsAddresses(t *testing.T) {
	var addresses []string
	counts := make([]atomic.Int64, 2)
	for i := range counts {
		options := asking
		options.UnaryInterceptors = []grpc.UnaryServerInterceptor{func(ctx context.Context, request any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
			counts[i].Add(1)
			return handler(ctx, request)
		}}
		_, port, _ := net.SplitHostPort(serve(t, options).Address)
		addresses = append(addresses, fmt.Sprintf("%q", "127.0.0.1:"+port))
	}
	channel := openChannel(t, "CLIENT__ADDRESSES=["+strings.Join(addresses, ",")+"]", "CLIENT__CHANNELS=2")
	for end := time.Now().Add(patience); time.Now().Before(end) && (counts[0].Load() < 5 || counts[1].Load() < 5); {
		if _, err := product(within(t, patience), channel); err != nil {
			t.Fatal(err)
		}
	}
	if counts[0].Load() < 5 || counts[1].Load() < 5 {
		t.Errorf("got %d and %d", counts[0].Load(), counts[1].Load())
	}
}

func TestClient_RetriesWhatMayBeRetried_UnderOneRequestID(t *testing.T) {
	var attempts atomic.Int64
	var ids [2]string
	failing := func(ctx context.Context, request any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
		if create, ok := request.(*libraryv1.CreateBookRequest); ok {
			ids[attempts.Load()%2] = create.GetRequestId()
		}
		if attempts.Add(1)%2 == 1 {
			return nil, status.Error(codes.Unavailable, "not now")
		}
		return handler(ctx, request)
	}
	options := asking
	options.UnaryInterceptors = []grpc.UnaryServerInterceptor{failing}
	serving := serve(t, options)
	target := "CLIENT__TARGET=" + serving.Address
	if _, err := product(within(t, patience), openChannel(t, target)); err != nil || attempts.Load() != 2 {
		t.Errorf("got %v after %d attempts", err, attempts.Load())
	}

	request := &libraryv1.CreateBookRequest{BookId: "a", Book: &libraryv1.Book{Title: "t"}}
	_, err := libraryv1.NewLibraryServiceClient(openChannel(t, target)).CreateBook(within(t, patience), request)
	wantCode(t, err, codes.Unavailable, "not now")
	attempts.Store(0)
	_, err = libraryv1.NewLibraryServiceClient(openChannel(t, target, "CLIENT__RETRY__REQUEST_IDS=true")).CreateBook(within(t, patience), request)
	if err != nil || len(ids[0]) != 36 || ids[0] != ids[1] || request.GetRequestId() != "" {
		t.Errorf("got %v, %q, %q", err, ids, request.GetRequestId())
	}
}

func TestClient_HasADeadlineWhereTheCallerSetsNone(t *testing.T) {
	var left time.Duration
	options := asking
	options.UnaryInterceptors = []grpc.UnaryServerInterceptor{func(ctx context.Context, request any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
		deadline, _ := ctx.Deadline()
		left = time.Until(deadline)
		return handler(ctx, request)
	}}
	channel := openChannel(t, "CLIENT__TARGET="+serve(t, options).Address, "CLIENT__DEADLINE=5s")
	if _, err := product(t.Context(), channel); err != nil || left <= 0 || left > 5*time.Second {
		t.Errorf("got %v, %s", err, left)
	}
	if _, err := product(within(t, 9*time.Second), channel); err != nil || left < 6*time.Second {
		t.Errorf("got %v, %s", err, left)
	}
}

func TestBreaker_OpensAfterFailuresInARow_AndProbes(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	channel := openChannel(t, "CLIENT__TARGET="+address, "CLIENT__BREAKER__OPEN_FOR=300ms", "CLIENT__RETRY__MAX_ATTEMPTS=1")
	for range 5 {
		_, err := product(within(t, patience), channel)
		wantCode(t, err, codes.Unavailable, "")
	}
	_, err = product(within(t, patience), channel)
	wantCode(t, err, codes.Unavailable, "the circuit to "+address+" is open")
	_, err = ecommercev1.NewProductServiceClient(channel).WatchInventory(within(t, patience))
	wantCode(t, err, codes.Unavailable, "the circuit to "+address+" is open")

	_, port, _ := net.SplitHostPort(address)
	serve(t, asking, "SERVER__ADDRESS=127.0.0.1:"+port)
	for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		if _, err = product(within(t, patience), channel); err == nil || time.Now().After(end) {
			break
		}
	}
	if err != nil {
		t.Error(err)
	}
}

func TestClient_SendsNoToken_WhereThereIsNone(t *testing.T) {
	folder, ca := t.TempDir(), newAuthority(t, "ca")
	ca.write(t, folder)
	serving := serve(t, asking, oneSided(folder)...)
	failing := client.Options{TokenSource: func(context.Context) (string, error) { return "", errors.New("a secret") }}
	channel, err := tryOpen(t, failing, "CLIENT__TLS__MODE=server", "CLIENT__TLS__CA="+filepath.Join(folder, "ca.crt"), "CLIENT__TARGET="+serving.Address)
	if err != nil {
		t.Fatal(err)
	}
	_, err = product(within(t, patience), channel)
	wantCode(t, err, codes.Unauthenticated, "there is no token to send")
}
