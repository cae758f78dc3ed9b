package channel_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/peer"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/internal/channel"
	ecommercev1 "example.com/grpc-service-template/testdata/vectors/proto/ecommerce/v1"
)

// secured has a server speak TLS, with what each new connection finds there.
func secured(own func() *tls.Certificate, clients func() *x509.CertPool) grpc.ServerOption {
	return grpc.Creds(credentials.NewTLS(&tls.Config{
		MinVersion: tls.VersionTLS12,
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			made := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{*own()}, SessionTicketsDisabled: true}
			if clients != nil {
				made.ClientAuth, made.ClientCAs = tls.RequireAndVerifyClientCert, clients()
			}
			return made, nil
		},
	}))
}

// always gives the same.
func always[T any](value T) func() T { return func() T { return value } }

// overTLS is the configuration of a client whose files are in a folder.
func overTLS(mode config.TLSMode, folder string, addresses ...string) *config.Config {
	made := plaintext(addresses...)
	made.Client.TLS = config.ClientTLS{
		Mode:        mode,
		Certificate: filepath.Join(folder, "client.crt"),
		Key:         filepath.Join(folder, "client.key"),
		CA:          filepath.Join(folder, "ca.crt"),
	}
	made.Client.Breaker.Failures = 0
	return made
}

// issuerOf is who issued the certificate that a caller shows.
func issuerOf(ctx context.Context) string {
	from, _ := peer.FromContext(ctx)
	shown := from.AuthInfo.(credentials.TLSInfo).State.PeerCertificates
	if len(shown) == 0 {
		return ""
	}
	return shown[0].Issuer.CommonName
}

// telling answers who issued the caller's certificate.
func telling() *answers {
	return &answers{get: func(ctx context.Context, _ *ecommercev1.GetProductRequest) (*ecommercev1.Product, error) {
		return &ecommercev1.Product{Id: issuerOf(ctx)}, nil
	}}
}

func TestMutual_IsSpoken_WithANameAsWithAnAddress_AndByAnIntermediateCA(t *testing.T) {
	root := newAuthority(t, "root", nil)
	middle := newAuthority(t, "middle", root)
	folder := t.TempDir()
	writeTLS(t, folder, middle.issue(t), root)
	server := serve(t, telling(), "", secured(always(middle.issue(t, "localhost", "127.0.0.1").pair()), always(pool(root))))
	_, at, _ := net.SplitHostPort(server.address)
	for _, address := range []string{"localhost:" + at, "127.0.0.1:" + at} {
		over := ecommercev1.NewProductServiceClient(open(t, overTLS(config.TLSMutual, folder, address), channel.Options{}))
		got, err := over.GetProduct(within(t, patience), anything, grpc.WaitForReady(true))
		if err != nil || got.GetId() != "middle" {
			t.Errorf("%s: got %v, %v", address, got, err)
		}
	}

	// The intermediate CA may as well stand beside the root on the client's side alone.
	own := middle.issue(t, "127.0.0.1")
	own.chain = own.chain[:1]
	alone := serve(t, telling(), "", secured(always(own.pair()), nil))
	writeTLS(t, folder, middle.issue(t), middle, root)
	if err := ask(t, ecommercev1.NewProductServiceClient(open(t, overTLS(config.TLSServer, folder, alone.address), channel.Options{}))); err != nil {
		t.Error(err)
	}
}

func TestServer_ThatIsNotOurs_IsNotCalled(t *testing.T) {
	t.Parallel()
	ours, others := newAuthority(t, "ours", nil), newAuthority(t, "others", nil)
	folder := t.TempDir()
	writeTLS(t, folder, ours.issue(t), ours)
	for name, shown := range map[string]issued{"another CA's": others.issue(t, "127.0.0.1"), "another's name": ours.issue(t, "elsewhere")} {
		made := &answers{}
		server := serve(t, made, "", secured(always(shown.pair()), nil))
		err := ask(t, ecommercev1.NewProductServiceClient(open(t, overTLS(config.TLSServer, folder, server.address), channel.Options{})))
		wantCode(t, err, codes.Unavailable, "")
		wantCalls(t, made, 0)
		if t.Failed() {
			t.Error(name)
		}
	}

	server := serve(t, &answers{}, "", secured(always(ours.issue(t, "elsewhere").pair()), nil))
	named := overTLS(config.TLSServer, folder, server.address)
	named.Client.TLS.ServerName = "elsewhere"
	if err := ask(t, ecommercev1.NewProductServiceClient(open(t, named, channel.Options{}))); err != nil {
		t.Error(err)
	}
}

func TestClient_OfAnotherCA_IsUnavailable(t *testing.T) {
	t.Parallel()
	ours, others := newAuthority(t, "ours", nil), newAuthority(t, "others", nil)
	folder := t.TempDir()
	writeTLS(t, folder, others.issue(t), ours)
	made := &answers{}
	server := serve(t, made, "", secured(always(ours.issue(t, "127.0.0.1").pair()), always(pool(ours))))
	wantCode(t, ask(t, ecommercev1.NewProductServiceClient(open(t, overTLS(config.TLSMutual, folder, server.address), channel.Options{}))), codes.Unavailable, "")
	wantCalls(t, made, 0)
}

// mounted are files as Kubernetes gives them: links to a folder that is a link itself, and is turned when they change.
type mounted struct {
	folder  string
	version int
}

func (m *mounted) turn(t *testing.T, own issued, roots ...*authority) {
	t.Helper()
	m.version++
	name := fmt.Sprintf("..%d", m.version)
	if err := os.Mkdir(filepath.Join(m.folder, name), 0o700); err != nil {
		t.Fatal(err)
	}
	writeTLS(t, filepath.Join(m.folder, name), own, roots...)
	data := filepath.Join(m.folder, "..data")
	if err := os.Symlink(name, data+".new"); err != nil {
		t.Skipf("there are no symbolic links: %v", err)
	}
	if err := os.Rename(data+".new", data); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"client.crt", "client.key", "ca.crt"} {
		_ = os.Symlink(filepath.Join("..data", file), filepath.Join(m.folder, file)) // they are there from the second time on
	}
}

func TestRotation_OfEverything_ThroughSymbolicLinks_FailsNoCall(t *testing.T) {
	old, fresh := newAuthority(t, "old", nil), newAuthority(t, "fresh", nil)
	files := &mounted{folder: t.TempDir()}
	oldClient, freshClient := old.issue(t), fresh.issue(t)
	files.turn(t, oldClient, old)

	var own atomic.Pointer[tls.Certificate]
	var clients atomic.Pointer[x509.CertPool]
	own.Store(old.issue(t, "127.0.0.1").pair())
	clients.Store(pool(old))
	var byOld, byFresh atomic.Int64
	made := telling()
	made.get = func(ctx context.Context, _ *ecommercev1.GetProductRequest) (*ecommercev1.Product, error) {
		if issuerOf(ctx) == "fresh" {
			byFresh.Add(1)
		} else {
			byOld.Add(1)
		}
		return &ecommercev1.Product{}, nil
	}
	server := serve(t, made, "", secured(own.Load, clients.Load), grpc.KeepaliveParams(keepalive.ServerParameters{MaxConnectionAge: 50 * time.Millisecond}))
	over := ecommercev1.NewProductServiceClient(open(t, overTLS(config.TLSMutual, files.folder, server.address), channel.Options{}))
	stop := callOften(t, 4, func() error { return ask(t, over, grpc.WaitForReady(true)) })
	eventually(t, "calls with the old certificate", func() bool { return byOld.Load() > 20 })

	// First both sides hold each other against both, then each shows the new, and at last the old is nothing any more.
	clients.Store(pool(old, fresh))
	files.turn(t, freshClient, old, fresh)
	eventually(t, "calls with the new certificate", func() bool { return byFresh.Load() > 20 })
	own.Store(fresh.issue(t, "127.0.0.1").pair())
	files.turn(t, freshClient, fresh)
	clients.Store(pool(fresh))
	before := byFresh.Load()
	eventually(t, "more calls with the new certificate", func() bool { return byFresh.Load() > before+50 })

	// Files that are no good do no harm: what was read before is used on.
	write(t, filepath.Join(files.folder, "..data"), "ca.crt", []byte("half a certif"))
	before = byFresh.Load()
	eventually(t, "calls with what was read before", func() bool { return byFresh.Load() > before+50 })
	stop()
}
