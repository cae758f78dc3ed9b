package channel

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"os"
	"slices"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/propagation"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	_ "google.golang.org/grpc/encoding/gzip" // servers may answer so
	otelexperimental "google.golang.org/grpc/experimental/opentelemetry"
	_ "google.golang.org/grpc/health" // servers that say that they cannot serve are not called
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/stats/opentelemetry"

	"example.com/grpc-service-template/config"
)

// Channel is connections to the configured servers. It is worth keeping: all clients may share it.
type Channel struct {
	pool []*grpc.ClientConn
	next atomic.Uint64
}

// Open opens a channel. It connects when it is called for the first time.
func Open(configuration *config.Config, options Options, methods []Method) (*Channel, error) {
	target, err := targetOf(configuration)
	if err != nil {
		return nil, err
	}
	if options.Log == nil {
		options.Log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	dial, err := dialOptions(configuration, options, methods, target)
	if err != nil {
		return nil, err
	}
	opened := &Channel{}
	for range configuration.Client.Channels {
		connection, err := grpc.NewClient(target.uri(), dial...)
		if err != nil {
			return nil, errors.Join(configuration.Problem("client.target: %w", err), opened.Close())
		}
		opened.pool = append(opened.pool, connection)
	}
	return opened, nil
}

// Close ends the calls that are under way, and closes the connections. Nothing of a channel runs on then; one that was
// never opened may be closed too.
func (c *Channel) Close() error {
	if c == nil {
		return nil
	}
	var errs []error
	for _, connection := range c.pool {
		errs = append(errs, connection.Close())
	}
	return errors.Join(errs...)
}

// Invoke implements [grpc.ClientConnInterface].
func (c *Channel) Invoke(ctx context.Context, method string, request, response any, options ...grpc.CallOption) error {
	return c.pick().Invoke(ctx, method, request, response, options...)
}

// NewStream implements [grpc.ClientConnInterface].
func (c *Channel) NewStream(ctx context.Context, desc *grpc.StreamDesc, method string, options ...grpc.CallOption) (grpc.ClientStream, error) {
	return c.pick().NewStream(ctx, desc, method, options...)
}

// pick takes turns, for a connection carries only so many streams.
func (c *Channel) pick() *grpc.ClientConn {
	return c.pool[(c.next.Add(1)-1)%uint64(len(c.pool))]
}

// The first pause is shorter than what retries wait, and the longest short enough that a server that is back is found soon.
var reconnect = backoff.Config{BaseDelay: 200 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: 5 * time.Second}

func dialOptions(configuration *config.Config, options Options, methods []Method, target target) ([]grpc.DialOption, error) {
	client := configuration.Client
	secured, err := credentialOptions(configuration, options, target)
	if err != nil {
		return nil, err
	}
	serviceConfig, err := serviceConfigOf(client, methods)
	if err != nil {
		return nil, err
	}
	calls := &calls{
		unary:      client.Deadline,
		stream:     client.StreamDeadline,
		requestIDs: requestIDsOf(methods),
		breaker:    newBreaker(client.Breaker, target.String(), configuration.Service.Domain),

		isPlaintext: client.TLS.Mode == config.TLSOff,
		isTraced:    options.Traces != nil,
	}
	made := []grpc.DialOption{
		grpc.WithDefaultServiceConfig(serviceConfig),
		grpc.WithDisableServiceConfig(), // what DNS says of it does not count
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(client.MaxReceiveMessageSize), grpc.WaitForReady(client.WaitForReady)),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{
			Time:                cmp.Or(client.KeepaliveTime, never),
			Timeout:             client.KeepaliveTimeout,
			PermitWithoutStream: true,
		}),
		grpc.WithConnectParams(grpc.ConnectParams{Backoff: reconnect, MinConnectTimeout: cmp.Or(client.ConnectTimeout, never)}),
		grpc.WithResolvers(target.resolver(options)),
		grpc.WithStatsHandler(answers{}),
		grpc.WithNoProxy(), // a proxy would take the place of the servers that are balanced over
		grpc.WithChainUnaryInterceptor(append([]grpc.UnaryClientInterceptor{calls.callUnary}, options.UnaryInterceptors...)...),
		grpc.WithChainStreamInterceptor(append([]grpc.StreamClientInterceptor{calls.callStream}, options.StreamInterceptors...)...),
	}
	// What is measured stands outermost, so that it sees calls that the circuit breaker refuses.
	return slices.Concat(telemetryOptions(options), made, secured, options.Dial), nil
}

// never is longer than any program runs, and short enough to be added to the time of now.
const never = 100 * 365 * 24 * time.Hour

func telemetryOptions(options Options) []grpc.DialOption {
	if options.Meters == nil && options.Traces == nil {
		return nil
	}
	asked := opentelemetry.Options{MetricsOptions: opentelemetry.MetricsOptions{MeterProvider: options.Meters}}
	if options.Traces != nil {
		asked.TraceOptions = otelexperimental.TraceOptions{TracerProvider: options.Traces, TextMapPropagator: propagation.TraceContext{}}
	}
	return []grpc.DialOption{opentelemetry.DialOption(asked)}
}
