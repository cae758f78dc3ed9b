package channel

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/internal/files"
)

const (
	tokenLifetime = 5 * time.Minute
	tokenMargin   = time.Minute
	leastRSABits  = 2048
)

// serviceAccount is a key of the client's own, which signs short-lived tokens for itself.
type serviceAccount struct {
	configuration *config.Config
	options       Options
	mutex         sync.Mutex
	account       config.ServiceAccount
	key           crypto.PrivateKey
	token         string
	renewed       time.Time
}

func newServiceAccount(configuration *config.Config, options Options) (TokenSource, error) {
	made := &serviceAccount{configuration: configuration, options: options}
	if err := made.read(); err != nil {
		return nil, err
	}
	return made.get, nil
}

func (s *serviceAccount) get(context.Context) (string, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if time.Since(s.renewed) < tokenLifetime-tokenMargin {
		return s.token, nil
	}
	if s.token != "" {
		// The key may have been changed for another since.
		if err := s.read(); err != nil {
			s.options.Log.Warn(err.Error() + " (the key of before is used on)")
		}
	}
	signed, err := s.sign(time.Now())
	if err == nil {
		s.token, s.renewed = signed, time.Now()
	}
	return signed, err
}

func (s *serviceAccount) sign(now time.Time) (string, error) {
	token := jwt.NewWithClaims(jwt.GetSigningMethod(string(s.account.Algorithm)), jwt.RegisteredClaims{
		Issuer:    s.account.Issuer,
		Subject:   s.account.Issuer,
		Audience:  jwt.ClaimStrings{s.account.Audience},
		IssuedAt:  jwt.NewNumericDate(now),
		ExpiresAt: jwt.NewNumericDate(now.Add(tokenLifetime)),
		ID:        uuid.NewString(),
	})
	token.Header["kid"] = s.account.KeyID
	return token.SignedString(s.key)
}

func (s *serviceAccount) read() error {
	file := s.named(s.configuration.Client.Auth.ServiceAccountFile)
	content, err := file.Read()
	if err != nil {
		return err
	}
	account, err := config.ReadServiceAccount(file.Path, content, file.Problem)
	if err != nil {
		return err
	}
	keyFile := s.named(filepath.Join(filepath.Dir(file.Path), account.Key))
	if filepath.IsAbs(account.Key) {
		keyFile.Path = account.Key
	}
	key, err := readKey(keyFile, account.Algorithm)
	if err == nil {
		s.account, s.key = account, key
	}
	return err
}

func (s *serviceAccount) named(path string) files.Named {
	return files.Named{
		Config: s.configuration,
		Key:    "client.auth.serviceAccountFile",
		Path:   absolute(path),
		Mend:   "write what docs/client.md says, or name another file",
	}
}

func readKey(file files.Named, algorithm config.Algorithm) (crypto.PrivateKey, error) {
	content, err := file.Read()
	if err != nil {
		return nil, err
	}
	if algorithm == config.ES256 {
		key, err := jwt.ParseECPrivateKeyFromPEM(content)
		if err != nil {
			return nil, file.Problem("holds no private key in PEM, without a password, for %s", algorithm)
		}
		return key, checkCurve(file, key)
	}
	key, err := jwt.ParseRSAPrivateKeyFromPEM(content)
	if err != nil {
		return nil, file.Problem("holds no private key in PEM, without a password, for %s", algorithm)
	}
	return key, checkSize(file, key)
}

func checkCurve(file files.Named, key *ecdsa.PrivateKey) error {
	if key.Curve != elliptic.P256() {
		return file.Problem("holds a key of %d bits, and 256, of the curve P-256, are needed", key.Params().BitSize)
	}
	return nil
}

func checkSize(file files.Named, key *rsa.PrivateKey) error {
	if key.N.BitLen() < leastRSABits {
		return file.Problem("holds a key of %d bits, and 2048 or more are needed", key.N.BitLen())
	}
	return nil
}

// parseToken reads the only token of a file.
func parseToken(file files.Named, text string) (string, error) {
	token := strings.TrimSpace(text)
	isOdd := func(character rune) bool { return character <= ' ' || character > '~' }
	if token == "" || strings.ContainsFunc(token, isOdd) {
		return "", file.Problem("holds no token")
	}
	return token, nil
}
