package interceptors

import (
	"context"
	"crypto/x509"
	"encoding/asn1"
	"net"
	"strings"

	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
)

// Connection takes callers for what their connection says: its certificate's name and its address.
func Connection(ctx context.Context, namedByToken bool) Identity {
	identity := Identity{NamedByToken: namedByToken}
	caller, ok := peer.FromContext(ctx)
	if !ok {
		return identity
	}
	identity.Address = addressOf(caller.Addr)
	if tls, ok := caller.AuthInfo.(credentials.TLSInfo); ok && len(tls.State.VerifiedChains) > 0 {
		identity.Certificate = certificateName(tls.State.VerifiedChains[0][0])
	}
	return identity
}

// addressOf is an address without port and zone; an IPv4 address that came by IPv6 is what it is.
func addressOf(addr net.Addr) string {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok {
		return ""
	}
	return "ip:" + tcp.AddrPort().Addr().Unmap().WithZone("").String()
}

var commonName = asn1.ObjectIdentifier{2, 5, 4, 3}

// certificateName is the first URI, else the first DNS name, of the subject's alternative names, else its common name;
// empty for none.
func certificateName(certificate *x509.Certificate) string {
	if len(certificate.URIs) > 0 {
		return "uri:" + certificate.URIs[0].String()
	}
	if len(certificate.DNSNames) > 0 {
		return "dns:" + certificate.DNSNames[0]
	}
	// Subject.CommonName would be the last one.
	for _, name := range certificate.Subject.Names {
		if text, ok := name.Value.(string); ok && name.Type.Equal(commonName) && strings.TrimSpace(text) != "" {
			return "cn:" + text
		}
	}
	return ""
}
