// Package auth finds out who calls.
package auth

import (
	"context"
	"strings"

	"google.golang.org/grpc/metadata"

	"example.com/grpc-service-template/rpcerr"
)

const (
	scheme        = "Bearer "
	mostCharacter = 8 << 10
)

// bearerToken is the token of a call, as it was sent.
func bearerToken(ctx context.Context) (string, error) {
	headers := metadata.ValueFromIncomingContext(ctx, "authorization")
	if len(headers) == 0 || len(headers[0]) < len(scheme) || !strings.EqualFold(headers[0][:len(scheme)], scheme) {
		return "", rpcerr.CredentialsMissing()
	}
	token := strings.Trim(headers[0][len(scheme):], " ")
	switch {
	case token == "":
		return "", rpcerr.CredentialsMissing()
	case len(headers) > 1 || len(headers[0]) > mostCharacter:
		return "", rpcerr.TokenInvalid()
	default:
		return token, nil
	}
}
