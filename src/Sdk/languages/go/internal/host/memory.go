package host

import (
	"context"
	"errors"
	"log/slog"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"

	"example.com/grpc-service-template/config"
)

const memoryBuffer = 1 << 20

// InMemory is the real server, behind its whole chain, without a socket: for tests.
type InMemory struct {
	Conn   *grpc.ClientConn // what clients call over
	server *Server
}

// StartInMemory starts a server in memory. The configuration counts but for addresses and TLS; nil is one in which anyone
// may call. Without a log of its own the server is silent.
func StartInMemory(configuration *config.Config, options Options) (*InMemory, error) {
	if configuration == nil {
		configuration = config.Default(options.Name)
		configuration.Auth.Mode = config.AuthNone
		configuration.Server.DrainNotice = 0
	}
	plain := *configuration
	plain.TLS.Mode, plain.Server.HealthAddress = config.TLSOff, nil
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	listener := bufconn.Listen(memoryBuffer)
	server, err := start(&plain, options, func(s *Server) error {
		s.listener = listener
		return nil
	})
	if err != nil {
		return nil, err
	}
	dial := func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }
	over, err := grpc.NewClient("passthrough:///memory", grpc.WithContextDialer(dial), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, errors.Join(err, server.Stop(context.Background()))
	}
	return &InMemory{over, server}, nil
}

// Close ends the calls that are under way, and the server.
func (m *InMemory) Close() error {
	return errors.Join(m.Conn.Close(), m.server.Stop(context.Background()))
}
