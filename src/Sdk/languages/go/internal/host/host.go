package host

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"google.golang.org/grpc"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/interceptors"
	"example.com/grpc-service-template/internal/rules"
	"example.com/grpc-service-template/internal/validation"
	"example.com/grpc-service-template/store"
)

// Server is a server that runs.
type Server struct {
	config   *config.Config
	grpc     *grpc.Server
	listener net.Listener
	store    store.Store
	stopping context.Context
	stop     context.CancelFunc
	served   chan error
	ending   sync.Once
}

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
	loaded, err := config.Load(options.Name, os.Args[1:])
	if err != nil {
		return err
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	server, err := Start(ctx, loaded, options)
	if err != nil {
		return err
	}
	fmt.Printf("listening on http://%s\n", server.Address())
	return server.Wait(ctx)
}

// Start starts the server.
func Start(ctx context.Context, configuration *config.Config, options Options) (*Server, error) {
	if err := configuration.Check(); err != nil {
		return nil, err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", configuration.Server.Address.Listen())
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	server := newServer(configuration, options.withDefaults(configuration), listener)
	go func() { server.served <- server.grpc.Serve(listener) }()
	return server, nil
}

func newServer(configuration *config.Config, options Options, listener net.Listener) *Server {
	stopping, stop := context.WithCancel(context.Background())
	env := &rules.Env{
		Store:             options.Store,
		Clock:             options.Clock,
		IDs:               options.IDs,
		MaxStreamMessages: configuration.Limits.MaxStreamMessages,
		Stopping:          stopping,
	}
	server := &Server{
		config:   configuration,
		grpc:     grpc.NewServer(serverOptions(configuration, options)...),
		listener: listener,
		store:    options.Store,
		stopping: stopping,
		stop:     stop,
		served:   make(chan error, 1),
	}
	for _, service := range options.Services {
		server.grpc.RegisterService(service.Desc, service.New(env))
	}
	if options.Register != nil {
		options.Register(server.grpc)
	}
	logStart(options, configuration)
	return server
}

// serverOptions says what stands around the handlers, outermost first, and how much the server takes.
func serverOptions(configuration *config.Config, options Options) []grpc.ServerOption {
	errorStep := interceptors.Errors(configuration.Service.Domain, options.Log)
	checking := interceptors.NewValidation(checksOf(options.Services))
	return []grpc.ServerOption{
		grpc.ChainUnaryInterceptor(errorStep.Unary, checking.Unary),
		grpc.ChainUnaryInterceptor(options.UnaryInterceptors...),
		grpc.ChainStreamInterceptor(errorStep.Stream, checking.Stream),
		grpc.ChainStreamInterceptor(options.StreamInterceptors...),
		grpc.MaxRecvMsgSize(configuration.Server.MaxReceiveMessageSize),
		grpc.MaxHeaderListSize(uint32(configuration.Server.MaxMetadataSize)),
		grpc.MaxConcurrentStreams(uint32(configuration.Server.MaxConcurrentStreams)),
		grpc.WaitForHandlers(true),
	}
}

func checksOf(services []Service) []validation.Check {
	var checks []validation.Check
	for _, service := range services {
		checks = append(checks, service.Checks...)
	}
	return checks
}

func (o Options) withDefaults(configuration *config.Config) Options {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.IDs == nil {
		o.IDs = store.RandomIDs{}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.NewJSONHandler(os.Stdout, nil))
	}
	if o.Store == nil {
		o.Store = store.NewMemory(store.Limits{
			Resources:  int64(configuration.Store.MaxResources),
			Bytes:      configuration.Store.MaxBytes,
			WatchQueue: configuration.Limits.WatchQueue,
		}, o.Clock)
		o.Log.Warn("messages are kept in memory and do not survive a restart: set Options.Store to keep them")
	}
	return o
}

func logStart(options Options, configuration *config.Config) {
	if configuration.TLS.Mode == config.TLSOff {
		options.Log.Warn(configuration.Server.Address.String() + " speaks plaintext: calls are neither encrypted nor authenticated")
	}
	if !configuration.Server.Address.IsLoopback() {
		options.Log.Warn(configuration.Server.Address.String() + " can be reached from other machines")
	}
	for _, warning := range configuration.Warnings() {
		options.Log.Warn(warning)
	}
	for _, service := range options.Services {
		for _, method := range service.Unimplemented {
			options.Log.Warn(method + " has no implementation: write a handler that embeds the defaults of " + service.Desc.ServiceName + ", and name it in server.Options")
		}
	}
}

// Address is where the server listens.
func (s *Server) Address() string { return s.listener.Addr().String() }

// Wait waits until the context ends, and ends the server then.
func (s *Server) Wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return s.Stop(context.WithoutCancel(ctx))
	case err := <-s.served:
		return err
	}
}

// Stop ends the server: watches end at once, calls that are under way may end in their time, then they are cut off.
func (s *Server) Stop(ctx context.Context) error {
	var err error
	s.ending.Do(func() {
		s.stop()
		s.drain(ctx)
		err = errors.Join(<-s.served, s.store.Close())
	})
	return err
}

func (s *Server) drain(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, s.config.Server.DrainGrace)
	defer cancel()
	cutOff := context.AfterFunc(ctx, s.grpc.Stop)
	defer cutOff()
	s.grpc.GracefulStop()
}
