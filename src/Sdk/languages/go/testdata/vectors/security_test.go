package vectors

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"example.com/grpc-service-template/interceptors"
	ecommercev1 "example.com/grpc-service-template/testdata/vectors/proto/ecommerce/v1"
	"example.com/grpc-service-template/testdata/vectors/server"
	ecommercev1svc "example.com/grpc-service-template/testdata/vectors/services/ecommerce/v1"
)

// whoami answers a product that is called what the caller is.
type whoami struct {
	*ecommercev1svc.ProductServiceDefaults
}

func (whoami) GetProduct(ctx context.Context, request *ecommercev1.GetProductRequest) (*ecommercev1.Product, error) {
	if request.GetProductId() == "panic" {
		panic("a secret")
	}
	return &ecommercev1.Product{Name: interceptors.IdentityFrom(ctx).Name()}, nil
}

var asking = server.Options{
	EcommerceV1ProductService: func(d *ecommercev1svc.ProductServiceDefaults) ecommercev1.ProductServiceServer { return whoami{d} },
}

func ask(ctx context.Context, over *grpc.ClientConn, options ...grpc.CallOption) (string, error) {
	product, err := ecommercev1.NewProductServiceClient(over).GetProduct(ctx, &ecommercev1.GetProductRequest{ProductId: "me"}, options...)
	return product.GetName(), err
}

func TestMutualTLS_NamesTheCallerByItsCertificate(t *testing.T) {
	folder, ca := t.TempDir(), newAuthority(t, "ca")
	ca.write(t, folder)
	over := func(client tls.Certificate) *grpc.ClientConn {
		server := serve(t, asking, mutual(folder)...)
		return dial(t, server.Address, grpc.WithTransportCredentials(credentials.NewTLS(&tls.Config{RootCAs: ca.pool(), Certificates: []tls.Certificate{client}})))
	}

	name, err := ask(within(t, patience), over(ca.issue(t, &x509.Certificate{URIs: []*url.URL{{Scheme: "spiffe", Host: "shop", Path: "/cart"}}, DNSNames: []string{"cart"}})))
	if err != nil || name != "uri:spiffe://shop/cart" {
		t.Errorf("got %q, %v", name, err)
	}
	name, err = ask(within(t, patience), over(ca.issue(t, &x509.Certificate{Subject: pkix.Name{CommonName: "cart"}})))
	if err != nil || name != "cn:cart" {
		t.Errorf("got %q, %v", name, err)
	}
	_, err = ask(within(t, patience), over(ca.issue(t, &x509.Certificate{})))
	wantCode(t, err, codes.Unauthenticated, "a certificate with a name is needed")
	_, err = ask(within(t, patience), over(newAuthority(t, "other").issue(t, &x509.Certificate{DNSNames: []string{"cart"}})))
	wantCode(t, err, codes.Unavailable, "")
	_, err = ask(within(t, patience), over(tls.Certificate{}))
	wantCode(t, err, codes.Unavailable, "")
}

func TestCertificates_AreReadAgain_AndBadOnesAreNot(t *testing.T) {
	folder, first, second := t.TempDir(), newAuthority(t, "first"), newAuthority(t, "second")
	first.write(t, folder)
	serving := serve(t, asking, append(mutual(folder), "TLS__RELOAD_INTERVAL=10ms")...)
	call := func(ca *authority) error {
		certificate := ca.issue(t, &x509.Certificate{DNSNames: []string{"cart"}})
		over := dial(t, serving.Address, grpc.WithTransportCredentials(credentials.NewTLS(&tls.Config{RootCAs: ca.pool(), Certificates: []tls.Certificate{certificate}})))
		defer func() { _ = over.Close() }()
		_, err := ask(within(t, patience), over)
		return err
	}

	if err := call(first); err != nil {
		t.Fatal(err)
	}
	second.write(t, folder)
	serving.Log.find(t, "msg", "was read again, and holds from here on")
	eventually(t, func() bool { return call(second) == nil }) // the files come one by one, and may have been read between two of them
	write(t, folder, "server.key", []byte("torn"))
	serving.Log.find(t, "msg", "holds no private key in PEM")
	if err := call(second); err != nil {
		t.Error(err)
	}
}

func TestTokens_NameTheCaller_AndBadOnesAreCounted(t *testing.T) {
	folder, ca := t.TempDir(), newAuthority(t, "ca")
	ca.write(t, folder)
	print := sha256.Sum256([]byte("secret"))
	write(t, folder, "tokens", []byte("cart "+hex.EncodeToString(print[:])+"\n"))
	serving := serve(t, asking, append(oneSided(folder), "AUTH__MODE=token", "AUTH__TOKEN_FILE="+filepath.Join(folder, "tokens"), "LIMITS__RATE__BURST=3", "LIMITS__RATE__PER_SECOND=0.001")...)
	over := dial(t, serving.Address, grpc.WithTransportCredentials(credentials.NewTLS(&tls.Config{RootCAs: ca.pool()})))
	with := func(token string) error {
		_, err := ask(metadata.AppendToOutgoingContext(within(t, patience), "authorization", token), over)
		return err
	}

	name, err := ask(metadata.AppendToOutgoingContext(within(t, patience), "authorization", "bearer secret"), over)
	if err != nil || name != "token:cart" {
		t.Errorf("got %q, %v", name, err)
	}
	_, err = ask(within(t, patience), over)
	wantCode(t, err, codes.Unauthenticated, "a bearer token is needed")
	wantCode(t, with("Bearer secrets"), codes.Unauthenticated, "the token is not valid")
	wantCode(t, with("Basic secret"), codes.Unauthenticated, "a bearer token is needed")
	wantCode(t, with("Basic secret"), codes.ResourceExhausted, "too many calls")
	wantCode(t, with("Bearer secret"), codes.OK, "")
}

func TestJWT_IsCheckedWhole_AndEndsStreams(t *testing.T) {
	folder, ca := t.TempDir(), newAuthority(t, "ca")
	ca.write(t, folder)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	write(t, folder, "jwks.json", []byte(keySet(t, key, "one")))
	issuers := fmt.Sprintf(`[{"issuer":"https://issuer","audiences":["shop"],"jwksFile":%q}]`, filepath.Join(folder, "jwks.json"))
	rules := `[{"methods":["ecommerce.v1.ProductService/*"],"scopes":["read"]},{"methods":["notes.v1.NoteService/GetNote"],"identities":["sub:https://issuer#other"]}]`
	serving := serve(t, asking, append(oneSided(folder), "AUTH__MODE=jwt", "AUTH__JWT__ISSUERS="+issuers, "AUTH__RULES="+rules, "AUTH__JWT__CLOCK_SKEW=0s")...)
	over := dial(t, serving.Address, grpc.WithTransportCredentials(credentials.NewTLS(&tls.Config{RootCAs: ca.pool()})))
	good := func(changes jwt.MapClaims) jwt.MapClaims {
		claims := jwt.MapClaims{"iss": "https://issuer", "aud": []string{"other", "shop"}, "sub": "cart", "scope": "write read", "exp": time.Now().Add(time.Minute).Unix()}
		for name, value := range changes {
			if claims[name] = value; value == nil {
				delete(claims, name)
			}
		}
		return claims
	}
	signed := func(claims jwt.MapClaims, header map[string]any) context.Context {
		token := jwt.NewWithClaims(jwt.SigningMethodES256, claims)
		for name, value := range header {
			token.Header[name] = value
		}
		text, err := token.SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return metadata.AppendToOutgoingContext(within(t, patience), "authorization", "Bearer "+text)
	}

	name, err := ask(signed(good(nil), map[string]any{"kid": "one"}), over)
	if err != nil || name != "sub:https://issuer#cart" {
		t.Errorf("got %q, %v", name, err)
	}
	for why, ctx := range map[string]context.Context{
		"another audience": signed(good(jwt.MapClaims{"aud": "other"}), nil),
		"another issuer":   signed(good(jwt.MapClaims{"iss": "https://other"}), nil),
		"no subject":       signed(good(jwt.MapClaims{"sub": nil}), nil),
		"no end":           signed(good(jwt.MapClaims{"exp": nil}), nil),
		"not yet":          signed(good(jwt.MapClaims{"nbf": time.Now().Add(time.Minute).Unix()}), nil),
		"unknown key":      signed(good(nil), map[string]any{"kid": "two"}),
		"another type":     signed(good(nil), map[string]any{"typ": "dpop+jwt"}),
		"critical":         signed(good(nil), map[string]any{"crit": []string{"b64"}}),
	} {
		t.Run(why, func(t *testing.T) {
			_, err := ask(ctx, over)
			wantCode(t, err, codes.Unauthenticated, "the token is not valid")
		})
	}
	unsigned, err := jwt.NewWithClaims(jwt.SigningMethodNone, good(nil)).SignedString(jwt.UnsafeAllowNoneSignatureType)
	if err != nil {
		t.Fatal(err)
	}
	_, err = ask(metadata.AppendToOutgoingContext(within(t, patience), "authorization", "Bearer "+unsigned), over)
	wantCode(t, err, codes.Unauthenticated, "the token is not valid")
	_, err = ask(signed(good(jwt.MapClaims{"exp": time.Now().Add(-time.Minute).Unix()}), nil), over)
	wantCode(t, err, codes.Unauthenticated, "the token has expired")
	_, err = ask(signed(good(jwt.MapClaims{"scope": "write"}), nil), over)
	wantCode(t, err, codes.PermissionDenied, "the caller may not call ecommerce.v1.ProductService/GetProduct")

	watch, err := ecommercev1.NewProductServiceClient(over).WatchInventory(signed(good(jwt.MapClaims{"exp": float64(time.Now().UnixMilli()+700) / 1000}), nil))
	if err != nil {
		t.Fatal(err)
	}
	_, err = watch.Recv()
	wantCode(t, err, codes.Unauthenticated, "the token has expired")
}

func TestRules_ThatNameNothing_StopTheStart(t *testing.T) {
	options := asking
	options.Authenticator = func(ctx context.Context) (interceptors.Identity, error) { return interceptors.IdentityFrom(ctx), nil }
	_, _, err := tryServe(t, options, `AUTH__RULES=[{"methods":["ecommerce.v1.ProductService/Get"]}]`)
	want := `configuration: auth.rules[0].methods[0]: "ecommerce.v1.ProductService/Get" is no method of this server; it has ` +
		"ecommerce.v1.ProductService/BatchGetProducts, ecommerce.v1.ProductService/GetProduct, ecommerce.v1.ProductService/ImportProducts, " +
		"ecommerce.v1.ProductService/ListProducts, ecommerce.v1.ProductService/WatchInventory"
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

func TestRate_RefusesAndTellsWhenToComeBack(t *testing.T) {
	serving := serve(t, asking, "LIMITS__RATE__BURST=2", "LIMITS__RATE__PER_SECOND=1")
	over := dial(t, serving.Address)
	for range 2 {
		if _, err := ask(within(t, patience), over); err != nil {
			t.Fatal(err)
		}
	}
	var trailer metadata.MD
	_, err := ask(within(t, patience), over, grpc.Trailer(&trailer))
	wantCode(t, err, codes.ResourceExhausted, "too many calls")
	details := status.Convert(err).Details()
	if len(details) != 2 || details[1].(*errdetails.RetryInfo).GetRetryDelay().AsDuration() <= 0 {
		t.Errorf("got %v", details)
	}
	if len(trailer.Get("grpc-retry-pushback-ms")) != 1 {
		t.Errorf("got %v", trailer)
	}
}

func mutual(folder string) []string {
	return append(oneSided(folder), "TLS__MODE=mutual", "TLS__CLIENT_CA="+filepath.Join(folder, "ca.crt"), "AUTH__MODE=certificate")
}

func oneSided(folder string) []string {
	return []string{"TLS__MODE=server", "TLS__CERTIFICATE=" + filepath.Join(folder, "server.crt"), "TLS__KEY=" + filepath.Join(folder, "server.key")}
}

// authority issues certificates.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func newAuthority(t *testing.T, name string) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	made := &authority{key: key}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	if made.certificate, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	return made
}

func (a *authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.certificate)
	return pool
}

func (a *authority) issue(t *testing.T, template *x509.Certificate) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template.SerialNumber = big.NewInt(time.Now().UnixNano())
	template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, key.Public(), a.key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// write writes a server's certificate and its key, and the authority's own certificate.
func (a *authority) write(t *testing.T, folder string) {
	t.Helper()
	pair := a.issue(t, &x509.Certificate{DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}})
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	write(t, folder, "server.crt", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]}))
	write(t, folder, "server.key", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}))
	write(t, folder, "ca.crt", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.certificate.Raw}))
}

func write(t *testing.T, folder, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func keySet(t *testing.T, key *ecdsa.PrivateKey, id string) string {
	t.Helper()
	point, err := key.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	return fmt.Sprintf(`{"keys":[{"kty":"EC","crv":"P-256","kid":%q,"x":%q,"y":%q}]}`, id, encode(point[1:33]), encode(point[33:]))
}
