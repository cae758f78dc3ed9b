package interceptors

import "context"

type identityKey struct{}

// IdentityFrom tells who makes the call that a context belongs to: the token's subject or the certificate's name, or the
// empty string where callers are not asked for either.
func IdentityFrom(ctx context.Context) string {
	identity, _ := ctx.Value(identityKey{}).(string)
	return identity
}

// withIdentity tells who makes a call.
func withIdentity(ctx context.Context, identity string) context.Context {
	return context.WithValue(ctx, identityKey{}, identity)
}
