package interceptors

import (
	"context"
	"time"
)

// Identity tells who calls. What is not known is empty.
type Identity struct {
	Certificate string    // the name in the certificate of the connection: uri:…, dns:… or cn:…
	Subject     string    // whom the call's token names: sub:<iss>#<sub>, or token:<name> for one that a file lists
	Address     string    // where the connection comes from: ip:…, without port or zone
	Scopes      []string  // what the call's token allows
	Expires     time.Time // when the caller must have shown something new: its streams end then; zero for never

	// NamedByToken says that a certificate does not name the caller: it may be a gateway's, through which all come.
	NamedByToken bool
}

// Name is the caller's one name, in watches, logs and rules: the subject, or the certificate's where callers show no token.
func (i Identity) Name() string {
	if i.Subject != "" || i.NamedByToken {
		return i.Subject
	}
	return i.Certificate
}

// Authenticator finds out who makes a call, from its metadata or from its connection, which [IdentityFrom] tells already. A
// caller is refused by an error, such as those of package rpcerr.
type Authenticator func(ctx context.Context) (Identity, error)

// callState is what is known of a call while it runs. It is shared by all steps of the chain, so that the outer ones see
// what the inner ones found out.
type callState struct{ identity Identity }

type callKey struct{}

// IdentityFrom tells who makes the call that a context belongs to; no one where that does not run behind the server's
// interceptors, as in a unit test.
func IdentityFrom(ctx context.Context) Identity {
	if call, ok := ctx.Value(callKey{}).(*callState); ok {
		return call.identity
	}
	return Identity{}
}

// WithIdentity says who makes a call, as the server does: for a unit test of a handler.
func WithIdentity(ctx context.Context, identity Identity) context.Context {
	return context.WithValue(ctx, callKey{}, &callState{identity})
}

// setIdentity says who makes a call that is under way.
func setIdentity(ctx context.Context, identity Identity) {
	if call, ok := ctx.Value(callKey{}).(*callState); ok {
		call.identity = identity
	}
}
