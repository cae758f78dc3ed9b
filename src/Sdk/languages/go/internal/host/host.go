package host

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"runtime"
	"sync"
	"syscall"

	"google.golang.org/grpc"

	"example.com/grpc-service-template/config"
)

// Main runs the server until it is told to end, and ends the program with its exit code.
func Main(options Options) {
	if err := run(options); err != nil {
		fmt.Fprintln(os.Stderr, err)
		if isConfig := new(config.Error); errors.As(err, &isConfig) {
			os.Exit(config.ExitCode)
		}
		os.Exit(1)
	}
}

func run(options Options) error {
	reserve := reserveHeap()
	defer runtime.KeepAlive(reserve)
	loaded, err := config.Load(options.Name, os.Args[1:])
	if err != nil {
		return err
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	context.AfterFunc(ctx, cancel) // a second signal ends the program at once
	server, err := Start(ctx, loaded, options)
	if err != nil {
		return err
	}
	return server.wait(ctx, func() {
		cancel()
		server.logStop()
	})
}

// Server is a server that runs.
type Server struct {
	*parts
	listener       net.Listener
	grpc           *grpc.Server
	health         *grpc.Server // serves health alone; nil for nowhere
	healthListener net.Listener

	served     chan error
	background context.CancelFunc
	running    sync.WaitGroup
	ending     sync.Once
}

// Start starts the server.
func Start(ctx context.Context, configuration *config.Config, options Options) (*Server, error) {
	if err := configuration.Check(options.Authenticator != nil); err != nil {
		return nil, err
	}
	return start(configuration, options, func(s *Server) error { return s.listen(ctx) })
}

func start(configuration *config.Config, options Options, listen func(*Server) error) (*Server, error) {
	made, err := newParts(configuration, options)
	if err != nil {
		return nil, err
	}
	server := &Server{parts: made, served: make(chan error, 2)}
	if err := listen(server); err != nil {
		made.closeLog()
		return nil, err
	}
	if err := server.build(); err != nil {
		server.grpc.Stop() // ends the goroutines that wait for calls
		made.closeLog()
		return nil, errors.Join(err, server.closeListeners())
	}
	server.begin()
	return server, nil
}

func (s *Server) listen(ctx context.Context) (err error) {
	var listen net.ListenConfig
	if s.listener, err = listen.Listen(ctx, "tcp", s.config.Server.Address.Listen()); err != nil {
		return s.cannotListen("server.address", s.config.Server.Address, err)
	}
	if address := s.config.Server.HealthAddress; address != nil {
		if s.healthListener, err = listen.Listen(ctx, "tcp", address.Listen()); err != nil {
			return errors.Join(s.cannotListen("server.healthAddress", *address, err), s.closeListeners())
		}
	}
	return nil
}

func (s *Server) cannotListen(key string, address config.Address, err error) error {
	if cause := new(os.SyscallError); errors.As(err, &cause) {
		err = cause.Err // without the address once more
	}
	return s.config.Problem("%s: \"%s\" cannot be listened at (%w); name an address of this machine that is free", key, address, err)
}

func (s *Server) closeListeners() error {
	err := s.listener.Close()
	if s.healthListener != nil {
		err = errors.Join(err, s.healthListener.Close())
	}
	return err
}

// begin takes calls, and does what is to be done beside them.
func (s *Server) begin() {
	ctx, cancel := context.WithCancel(context.Background())
	s.background = cancel
	s.monitor.look(ctx)
	for _, beside := range s.beside {
		s.running.Go(func() { beside(ctx) })
	}
	s.running.Go(func() { s.served <- s.grpc.Serve(s.listener) })
	if s.health != nil {
		s.running.Go(func() { s.served <- s.health.Serve(s.healthListener) })
	}
	s.logStart()
}

// Address is where the server listens.
func (s *Server) Address() string { return s.listener.Addr().String() }

// HealthAddress is where it serves health alone; empty for nowhere.
func (s *Server) HealthAddress() string {
	if s.healthListener == nil {
		return ""
	}
	return s.healthListener.Addr().String()
}

// Wait waits until the context ends, and ends the server then.
func (s *Server) Wait(ctx context.Context) error { return s.wait(ctx, func() {}) }

func (s *Server) wait(ctx context.Context, atEnd func()) error {
	select {
	case <-ctx.Done():
		atEnd()
		return s.Stop(context.WithoutCancel(ctx))
	case err := <-s.served:
		return errors.Join(err, s.Stop(context.WithoutCancel(ctx)))
	}
}
