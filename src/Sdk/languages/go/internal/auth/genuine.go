package auth

import (
	"crypto/sha256"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
)

// mostTokens bounds how many tokens are known: those that came longest ago are forgotten first.
const mostTokens = 10_000

// genuineTokens are the tokens that were found genuine, so that one which comes with every call of a caller costs one
// signature. A token is known by its digest, and only while its issuer's keys are those that it was checked with.
type genuineTokens struct {
	byDigest *lru.Cache[[sha256.Size]byte, *genuineToken]
}

// genuineToken is what a genuine token says.
type genuineToken struct {
	source  keySource // of its issuer's keys
	keys    *keySet   // those that it was checked with
	subject string
	scopes  []string
	begins  time.Time // the zero time where it does not say
	expires time.Time
}

func newGenuineTokens() *genuineTokens {
	byDigest, err := lru.New[[sha256.Size]byte, *genuineToken](mostTokens)
	if err != nil {
		panic(err) // only for a size that is not positive
	}
	return &genuineTokens{byDigest}
}

// find finds what is known of a token; nil where it must be checked.
func (g *genuineTokens) find(text string) *genuineToken {
	if token, ok := g.byDigest.Get(sha256.Sum256([]byte(text))); ok && token.source.current() == token.keys {
		return token
	}
	return nil
}

func (g *genuineTokens) keep(text string, token *genuineToken) {
	g.byDigest.Add(sha256.Sum256([]byte(text)), token)
}
