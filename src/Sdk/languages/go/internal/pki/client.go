package pki

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net"
	"sync"

	"google.golang.org/grpc/credentials"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/internal/files"
)

const clientMend = "name the right file, or build the service, which writes certificates for development"

// Client is what a client holds its servers against, and what it shows them.
type Client struct {
	authorities authorities
	own         *tls.Certificate // nil where it shows none
}

// OpenClient reads the files that the configuration names for the first time.
func OpenClient(configuration *config.Config) (*files.Reloaded[Client], error) {
	named := func(key, path string) files.Named {
		return files.Named{Config: configuration, Key: key, Path: path, Mend: clientMend}
	}
	settings := configuration.Client.TLS
	ca := named("client.tls.ca", settings.CA)
	certificate, key := named("client.tls.certificate", settings.Certificate), named("client.tls.key", settings.Key)
	all := []files.Named{ca}
	if settings.Mode == config.TLSMutual {
		all = append(all, certificate, key)
	}
	parse := func(contents [][]byte) (made Client, err error) {
		if made.authorities, err = authoritiesOf(ca, contents[0]); err != nil || len(contents) == 1 {
			return made, err
		}
		made.own, err = pairOf(certificate, contents[1], key, contents[2])
		return made, err
	}
	check := func(client Client) error {
		if err := client.authorities.holdNow(ca); err != nil || client.own == nil {
			return err
		}
		return holdsNow(certificate, client.own.Leaf)
	}
	return files.Open(parse, check, all...)
}

// clientCredentials have each new connection look at the certificates again.
type clientCredentials struct {
	certificates *files.Reloaded[Client]
	name         string
	log          *slog.Logger
	mutex        *sync.Mutex
}

// ClientCredentials have connections to servers of a name speak TLS. The library could renew the client's own certificate,
// but not what it holds servers against.
func ClientCredentials(certificates *files.Reloaded[Client], name string, log *slog.Logger) credentials.TransportCredentials {
	return clientCredentials{certificates, name, log, &sync.Mutex{}}
}

// ClientHandshake implements [credentials.TransportCredentials].
func (c clientCredentials) ClientHandshake(ctx context.Context, authority string, connection net.Conn) (net.Conn, credentials.AuthInfo, error) {
	return c.now().ClientHandshake(ctx, authority, connection)
}

// ServerHandshake implements [credentials.TransportCredentials].
func (c clientCredentials) ServerHandshake(connection net.Conn) (net.Conn, credentials.AuthInfo, error) {
	return c.now().ServerHandshake(connection)
}

// Info implements [credentials.TransportCredentials].
func (c clientCredentials) Info() credentials.ProtocolInfo {
	return credentials.ProtocolInfo{SecurityProtocol: "tls"}
}

// Clone implements [credentials.TransportCredentials].
func (c clientCredentials) Clone() credentials.TransportCredentials { return c }

// OverrideServerName implements [credentials.TransportCredentials]; the name is the configuration's to say.
func (c clientCredentials) OverrideServerName(string) error { return nil }

func (c clientCredentials) now() credentials.TransportCredentials {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.certificates.Look(c.log)
	current := c.certificates.Current()
	made := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: c.name, RootCAs: current.authorities.roots}
	if current.own != nil {
		made.Certificates = []tls.Certificate{*current.own}
	}
	if len(current.authorities.intermediates) > 0 {
		// The library knows no intermediates but those that are shown.
		made.InsecureSkipVerify = true // it is verified below
		made.VerifyConnection = func(state tls.ConnectionState) error {
			_, err := current.authorities.verify(state.PeerCertificates, x509.ExtKeyUsageServerAuth, c.name)
			return err
		}
	}
	return credentials.NewTLS(made)
}
