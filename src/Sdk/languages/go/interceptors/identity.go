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
