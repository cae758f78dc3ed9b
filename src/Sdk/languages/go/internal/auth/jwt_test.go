package auth

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"log/slog"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"example.com/grpc-service-template/config"
)

// given is keys as a test gives them.
type given struct{ keys *keySet }

func (g *given) current() *keySet { return g.keys }

func (g *given) renew(context.Context) {}

type issuing struct {
	source *given
	now    time.Time
	jwt    *JWT
	key    *ecdsa.PrivateKey
}

func newIssuing(t testing.TB) *issuing {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	i := &issuing{source: &given{}, now: time.Now(), key: key}
	i.source.keys = i.keySet()
	issuer := config.Issuer{Issuer: "https://issuer", Audiences: []string{"shop"}, Algorithms: []config.Algorithm{config.ES256}}
	i.jwt = newJWT(map[string]trusted{issuer.Issuer: {issuer, i.source}}, 30*time.Second, func() time.Time { return i.now }, slog.New(slog.DiscardHandler))
	return i
}

// keySet is the issuer's keys, as they would be read again.
func (i *issuing) keySet() *keySet {
	return &keySet{[]signingKey{{"one", "", &i.key.PublicKey}}}
}

// calling is a call's context with a token that holds for a minute.
func (i *issuing) calling(t testing.TB) context.Context {
	t.Helper()
	claims := jwt.MapClaims{"iss": "https://issuer", "aud": "shop", "sub": "alice", "scope": "read write", "exp": i.now.Add(time.Minute).Unix()}
	text, err := jwt.NewWithClaims(jwt.SigningMethodES256, claims).SignedString(i.key)
	if err != nil {
		t.Fatal(err)
	}
	return metadata.NewIncomingContext(t.Context(), metadata.Pairs("authorization", "Bearer "+text))
}

func TestToken_IsCheckedOnce_WhileTheKeysAreTheSame(t *testing.T) {
	i := newIssuing(t)
	ctx := i.calling(t)
	for range 3 {
		identity, err := i.jwt.Authenticate(ctx)
		if err != nil || identity.Name() != "sub:https://issuer#alice" || len(identity.Scopes) != 2 {
			t.Fatalf("got %+v, %v", identity, err)
		}
	}
	known := i.jwt.known.byDigest.Values()
	if len(known) != 1 {
		t.Fatalf("%d tokens are known", len(known))
	}

	i.source.keys = i.keySet()
	if _, err := i.jwt.Authenticate(ctx); err != nil {
		t.Error(err)
	}
	if again := i.jwt.known.byDigest.Values(); len(again) != 1 || again[0] == known[0] {
		t.Error("the token was not checked with the new keys")
	}

	i.source.keys = &keySet{[]signingKey{{"two", "", newIssuing(t).key.Public()}}}
	if _, err := i.jwt.Authenticate(ctx); status.Convert(err).Message() != "the token is not valid" {
		t.Errorf("with other keys: %v", err)
	}
}

func TestToken_ThatCameBefore_IsRefusedOnceItHasExpired(t *testing.T) {
	i := newIssuing(t)
	ctx := i.calling(t)
	for _, step := range []struct {
		ahead time.Duration
		want  string
	}{{0, ""}, {80 * time.Second, ""}, {15 * time.Second, "the token has expired"}} {
		i.now = i.now.Add(step.ahead)
		_, err := i.jwt.Authenticate(ctx)
		if said := status.Convert(err); (said.Code() == codes.OK) != (step.want == "") || said.Message() != step.want {
			t.Errorf("%v later: %v", step.ahead, err)
		}
	}
}

func BenchmarkToken(b *testing.B) {
	i := newIssuing(b)
	ctx := i.calling(b)
	b.Run("checked", func(b *testing.B) {
		for b.Loop() {
			i.source.keys = i.keySet()
			if _, err := i.jwt.Authenticate(ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("known", func(b *testing.B) {
		for b.Loop() {
			if _, err := i.jwt.Authenticate(ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
}
