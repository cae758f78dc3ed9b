package auth

import (
	"context"

	"example.com/grpc-service-template/interceptors"
	"example.com/grpc-service-template/rpcerr"
)

// byCertificate takes callers for whom their certificate names.
func byCertificate(ctx context.Context) (interceptors.Identity, error) {
	identity := interceptors.IdentityFrom(ctx)
	if identity.Certificate == "" {
		return identity, rpcerr.CertificateNameless()
	}
	return identity, nil
}

// byNothing takes callers for what their connection says, which need not be anyone.
func byNothing(ctx context.Context) (interceptors.Identity, error) {
	return interceptors.IdentityFrom(ctx), nil
}
