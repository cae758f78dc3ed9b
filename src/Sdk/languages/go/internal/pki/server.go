package pki

import (
	"crypto/tls"
	"crypto/x509"
	"strings"

	"google.golang.org/grpc/credentials"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/internal/files"
)

const mend = "put the service's {what} there; for development, delete config/tls and build the project again"

// Server is what the server shows its callers, and what it holds theirs against.
type Server struct {
	own       *tls.Certificate
	clientCAs *authorities // nil where callers show none
}

// OpenServer reads the files that the configuration names for the first time.
func OpenServer(configuration *config.Config) (*files.Reloaded[Server], error) {
	named := func(key, path, what string) files.Named {
		return files.Named{Config: configuration, Key: key, Path: path, Mend: strings.ReplaceAll(mend, "{what}", what)}
	}
	certificate := named("tls.certificate", configuration.TLS.Certificate, "certificate")
	key := named("tls.key", configuration.TLS.Key, "private key")
	clientCA := named("tls.clientCa", configuration.TLS.ClientCA, "clients' CA")
	all := []files.Named{certificate, key}
	if configuration.TLS.Mode == config.TLSMutual {
		all = append(all, clientCA)
	}
	parse := func(contents [][]byte) (Server, error) {
		own, err := pairOf(certificate, contents[0], key, contents[1])
		if err != nil || len(contents) < 3 {
			return Server{own: own}, err
		}
		clientCAs, err := authoritiesOf(clientCA, contents[2])
		return Server{own, &clientCAs}, err
	}
	check := func(server Server) error {
		if err := holdsNow(certificate, server.own.Leaf); err != nil || server.clientCAs == nil {
			return err
		}
		return server.clientCAs.holdNow(clientCA)
	}
	return files.Open(parse, check, all...)
}

// ServerCredentials have each new connection speak TLS with the certificates as they are then; connections that stand go
// on as they are.
func ServerCredentials(certificates *files.Reloaded[Server], least config.TLSVersion) credentials.TransportCredentials {
	return credentials.NewTLS(&tls.Config{
		MinVersion: versionOf(least),
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			return certificates.Current().config(least), nil
		},
	})
}

func (s Server) config(least config.TLSVersion) *tls.Config {
	made := &tls.Config{
		MinVersion:             versionOf(least),
		Certificates:           []tls.Certificate{*s.own},
		SessionTicketsDisabled: true, // a session that is taken up again would show what was right then
	}
	if s.clientCAs != nil {
		made.ClientAuth = tls.RequireAndVerifyClientCert
		made.ClientCAs = s.clientCAs.roots
		if len(s.clientCAs.intermediates) > 0 {
			// The library knows no intermediates but those that are shown.
			made.ClientAuth = tls.RequireAnyClientCert
			made.VerifyConnection = s.clientCAs.verifyClient
		}
	}
	return made
}

func (a authorities) verifyClient(state tls.ConnectionState) error {
	_, err := a.verify(state.PeerCertificates, x509.ExtKeyUsageClientAuth, "")
	return err
}

func versionOf(least config.TLSVersion) uint16 {
	if least == config.TLS13 {
		return tls.VersionTLS13
	}
	return tls.VersionTLS12
}
