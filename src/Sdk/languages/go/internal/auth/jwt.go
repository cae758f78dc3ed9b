package auth

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/interceptors"
	"example.com/grpc-service-template/rpcerr"
)

// JWT knows callers by tokens that an issuer signed.
type JWT struct {
	issuers   map[string]trusted
	clockSkew time.Duration
	clock     func() time.Time
	parser    *jwt.Parser
	known     *genuineTokens
	log       *slog.Logger // hears, at debug level, why a token was refused, and nothing of the token
}

type trusted struct {
	config.Issuer
	keys keySource
}

type claims struct {
	jwt.RegisteredClaims
	Scope string `json:"scope"`
}

func newJWT(issuers map[string]trusted, clockSkew time.Duration, clock func() time.Time, log *slog.Logger) *JWT {
	parser := jwt.NewParser(
		// Never let a token choose "none" or an HMAC.
		jwt.WithValidMethods([]string{string(config.ES256), string(config.RS256), string(config.PS256)}),
		jwt.WithStrictDecoding(),
		// The claims are asked for below, and only those of tokens that are genuine.
		jwt.WithoutClaimsValidation(),
	)
	return &JWT{issuers, clockSkew, clock, parser, newGenuineTokens(), log}
}

// Ready says whether the keys of every issuer are known.
func (j *JWT) Ready(context.Context) error {
	for _, issuer := range j.issuers {
		if issuer.keys.current() == nil {
			return errors.New("the issuers' keys are not ready")
		}
	}
	return nil
}

// Authenticate is the [interceptors.Authenticator].
func (j *JWT) Authenticate(ctx context.Context) (interceptors.Identity, error) {
	identity := interceptors.IdentityFrom(ctx)
	text, err := bearerToken(ctx)
	if err != nil {
		return identity, err
	}
	token := j.known.find(text)
	if token == nil {
		if token, err = j.verify(ctx, text); err != nil {
			return identity, j.refusal(ctx, err)
		}
		j.known.keep(text, token)
	}
	if err := j.checkTime(token); err != nil {
		return identity, j.refusal(ctx, err)
	}
	identity.Subject = token.subject
	identity.Scopes = token.scopes
	identity.Expires = token.expires.Add(j.clockSkew)
	return identity, nil
}

// verify makes sure that a token is genuine, and for this service.
func (j *JWT) verify(ctx context.Context, text string) (*genuineToken, error) {
	var said claims
	var keys *keySet
	_, err := j.parser.ParseWithClaims(text, &said, func(token *jwt.Token) (key any, err error) {
		key, keys, err = j.keyOf(ctx, token, said.Issuer)
		return key, err
	})
	if err == nil {
		err = j.check(said)
	}
	if err != nil {
		return nil, err
	}
	token := &genuineToken{
		source:  j.issuers[said.Issuer].keys,
		keys:    keys,
		subject: "sub:" + said.Issuer + "#" + said.Subject,
		scopes:  strings.Fields(said.Scope),
		expires: said.ExpiresAt.Time,
	}
	if said.NotBefore != nil {
		token.begins = said.NotBefore.Time
	}
	return token, nil
}

// refusal is what the caller is told; why, only the log is.
func (j *JWT) refusal(ctx context.Context, err error) error {
	var own *rpcerr.Error
	if errors.As(err, &own) {
		return own
	}
	j.log.DebugContext(ctx, "a token was refused", "error", err)
	return rpcerr.TokenInvalid()
}

// keyOf finds the key that a token must be signed with, and the set that has it.
func (j *JWT) keyOf(ctx context.Context, token *jwt.Token, named string) (any, *keySet, error) {
	issuer, ok := j.issuers[named]
	if !ok {
		return nil, nil, errors.New("its issuer is none of auth.jwt.issuers")
	}
	if err := checkHeader(token, issuer.Issuer); err != nil {
		return nil, nil, err
	}
	id, _ := token.Header["kid"].(string)
	if keys := issuer.keys.current(); id != "" && keys != nil && !keys.knows(id) {
		issuer.keys.renew(ctx)
	}
	keys := issuer.keys.current()
	if keys == nil {
		return nil, nil, rpcerr.AuthKeysUnavailable()
	}
	key, ok := keys.find(id, config.Algorithm(token.Method.Alg()))
	if !ok {
		return nil, nil, errors.New("its kid names no key of the issuer that fits its alg")
	}
	return key, keys, nil
}

func checkHeader(token *jwt.Token, issuer config.Issuer) error {
	kind, _ := token.Header["typ"].(string)
	_, isCritical := token.Header["crit"]
	switch {
	case kind != "" && !strings.EqualFold(kind, "JWT") && !strings.EqualFold(kind, "at+jwt"):
		return errors.New("its typ is neither JWT nor at+jwt")
	case isCritical:
		return errors.New("its header asks for what is not supported (crit)")
	case !slices.Contains(issuer.Algorithms, config.Algorithm(token.Method.Alg())):
		return errors.New("its alg is none of the issuer's algorithms")
	default:
		return nil
	}
}

// check refuses a genuine token that is for others, or does not say enough.
func (j *JWT) check(said claims) error {
	isFor := func(audience string) bool { return slices.Contains(j.issuers[said.Issuer].Audiences, audience) }
	switch {
	case !slices.ContainsFunc(said.Audience, isFor):
		return errors.New("its aud is none of the issuer's audiences")
	case said.Subject == "":
		return errors.New("it has no sub")
	case said.ExpiresAt == nil:
		return errors.New("it has no exp")
	default:
		return nil
	}
}

// checkTime refuses a genuine token that is for another time.
func (j *JWT) checkTime(token *genuineToken) error {
	now := j.clock()
	switch {
	case token.begins.After(now.Add(j.clockSkew)):
		return errors.New("its nbf is still to come")
	case !token.expires.Add(j.clockSkew).After(now):
		return rpcerr.TokenExpired()
	default:
		return nil
	}
}
