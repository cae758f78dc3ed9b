package auth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"strings"
	"unicode"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/interceptors"
	"example.com/grpc-service-template/internal/files"
	"example.com/grpc-service-template/rpcerr"
)

// tokenList is the tokens that auth.tokenFile lists: their names, and their prints in place of themselves.
type tokenList []listedToken

type listedToken struct {
	name  string
	print [sha256.Size]byte
}

// openTokens reads the configuration's file for the first time.
func openTokens(configuration *config.Config) (*files.Reloaded[tokenList], error) {
	file := files.Named{
		Config: configuration,
		Key:    "auth.tokenFile",
		Path:   configuration.Auth.TokenFile,
		Mend:   "each of its lines is a name, a space and the SHA-256 of that caller's token in hex",
	}
	return files.Open(func(contents [][]byte) (tokenList, error) { return parseTokens(file, string(contents[0])) }, nil, file)
}

// byToken knows callers by tokens that a file lists.
func byToken(tokens *files.Reloaded[tokenList]) interceptors.Authenticator {
	return func(ctx context.Context) (interceptors.Identity, error) {
		identity := interceptors.IdentityFrom(ctx)
		token, err := bearerToken(ctx)
		if err != nil {
			return identity, err
		}
		name, ok := tokens.Current().nameOf(token)
		if !ok {
			return identity, rpcerr.TokenInvalid()
		}
		identity.Subject = "token:" + name
		return identity, nil
	}
}

// nameOf tells whose token it is. All are compared, each whole: how long it takes tells nothing of how near a guess came.
func (l tokenList) nameOf(token string) (name string, found bool) {
	print := sha256.Sum256([]byte(token))
	for _, listed := range l {
		if subtle.ConstantTimeCompare(print[:], listed.print[:]) == 1 {
			name, found = listed.name, true
		}
	}
	return name, found
}

func parseTokens(file files.Named, text string) (tokenList, error) {
	var list tokenList
	number := 0
	for line := range strings.SplitSeq(text, "\n") {
		number++
		if line = strings.TrimSuffix(line, "\r"); line == "" {
			continue
		}
		token, ok := parseToken(line)
		if !ok {
			return nil, file.Problem("has something else in line %d", number)
		}
		if other, known := list.find(token.print); known && other != token.name {
			return nil, file.Problem("has in line %d the token of another name", number)
		}
		list = append(list, token)
	}
	return list, nil
}

func parseToken(line string) (token listedToken, ok bool) {
	name, print, _ := strings.Cut(line, " ")
	decoded, err := hex.DecodeString(print)
	if err != nil || len(decoded) != sha256.Size || name == "" || strings.ContainsFunc(name, unicode.IsControl) {
		return token, false
	}
	token.name = name
	copy(token.print[:], decoded)
	return token, true
}

func (l tokenList) find(print [sha256.Size]byte) (name string, ok bool) {
	for _, listed := range l {
		if listed.print == print {
			return listed.name, true
		}
	}
	return "", false
}
