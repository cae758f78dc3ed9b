package channel_test

import (
	"context"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/internal/channel"
	ecommercev1 "example.com/grpc-service-template/testdata/vectors/proto/ecommerce/v1"
	libraryv1 "example.com/grpc-service-template/testdata/vectors/proto/library/v1"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is how long what must happen may take, on a machine that has other things to do.
const patience = 30 * time.Second

// answers are what a backend does when it is called. What is nil answers with nothing in particular.
type answers struct {
	get    func(ctx context.Context, request *ecommercev1.GetProductRequest) (*ecommercev1.Product, error)
	list   func(request *ecommercev1.ListProductsRequest, stream grpc.ServerStreamingServer[ecommercev1.Product]) error
	batch  func(ctx context.Context, request *ecommercev1.BatchGetProductsRequest) (*ecommercev1.BatchGetProductsResponse, error)
	take   func(stream grpc.ClientStreamingServer[ecommercev1.Product, ecommercev1.ImportSummary]) error
	watch  func(stream grpc.BidiStreamingServer[ecommercev1.InventoryUpdate, ecommercev1.InventoryChange]) error
	create func(ctx context.Context, request *libraryv1.CreateBookRequest) (*libraryv1.Book, error)
	calls  atomic.Int64
}

type products struct {
	ecommercev1.UnimplementedProductServiceServer
	*answers
}

func (p products) GetProduct(ctx context.Context, request *ecommercev1.GetProductRequest) (*ecommercev1.Product, error) {
	p.calls.Add(1)
	if p.get == nil {
		return &ecommercev1.Product{Id: request.GetProductId()}, nil
	}
	return p.get(ctx, request)
}

func (p products) ListProducts(request *ecommercev1.ListProductsRequest, stream grpc.ServerStreamingServer[ecommercev1.Product]) error {
	p.calls.Add(1)
	return p.list(request, stream)
}

func (p products) BatchGetProducts(ctx context.Context, request *ecommercev1.BatchGetProductsRequest) (*ecommercev1.BatchGetProductsResponse, error) {
	p.calls.Add(1)
	return p.batch(ctx, request)
}

func (p products) ImportProducts(stream grpc.ClientStreamingServer[ecommercev1.Product, ecommercev1.ImportSummary]) error {
	p.calls.Add(1)
	return p.take(stream)
}

func (p products) WatchInventory(stream grpc.BidiStreamingServer[ecommercev1.InventoryUpdate, ecommercev1.InventoryChange]) error {
	p.calls.Add(1)
	return p.watch(stream)
}

type library struct {
	libraryv1.UnimplementedLibraryServiceServer
	*answers
}

func (l library) CreateBook(ctx context.Context, request *libraryv1.CreateBookRequest) (*libraryv1.Book, error) {
	l.calls.Add(1)
	return l.create(ctx, request)
}

// backend is a server on a socket of this machine.
type backend struct {
	*grpc.Server
	address string
}

// serve starts one at an address, or at a free port where it is empty.
func serve(t *testing.T, answers *answers, address string, options ...grpc.ServerOption) backend {
	t.Helper()
	return serveWith(t, answers, address, func(*grpc.Server) {}, options...)
}

// serveWith does the same with more services.
func serveWith(t *testing.T, answers *answers, address string, register func(*grpc.Server), options ...grpc.ServerOption) backend {
	t.Helper()
	if address == "" {
		address = "127.0.0.1:0"
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer(options...)
	ecommercev1.RegisterProductServiceServer(server, products{answers: answers})
	libraryv1.RegisterLibraryServiceServer(server, library{answers: answers})
	register(server)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener)
	}()
	t.Cleanup(func() {
		server.Stop()
		<-done
	})
	return backend{server, listener.Addr().String()}
}

// port is where nobody listens now.
func port(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// methods are what the channels of these tests know of the contract.
var methods = []channel.Method{
	{Name: "ecommerce.v1.ProductService/GetProduct", Retry: channel.Always},
	{Name: "ecommerce.v1.ProductService/ListProducts", Retry: channel.Always},
	{Name: "library.v1.LibraryService/CreateBook", Retry: channel.ByRequestID, RequestID: "request_id"},
}

// plaintext is the configuration of a client of some servers.
func plaintext(addresses ...string) *config.Config {
	made := config.Default("shop")
	made.Client.TLS.Mode = config.TLSOff
	made.Client.Addresses = addresses
	return made
}

func open(t *testing.T, configuration *config.Config, options channel.Options) *channel.Channel {
	t.Helper()
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	opened, err := channel.Open(configuration, options, methods)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = opened.Close() })
	return opened
}

// client opens a channel to a backend, as the configuration says after it was changed.
func client(t *testing.T, to backend, change func(*config.Client)) ecommercev1.ProductServiceClient {
	t.Helper()
	configuration := plaintext(to.address)
	if change != nil {
		change(&configuration.Client)
	}
	return ecommercev1.NewProductServiceClient(open(t, configuration, channel.Options{}))
}

func within(t *testing.T, timeout time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	t.Cleanup(cancel)
	return ctx
}

var anything = &ecommercev1.GetProductRequest{ProductId: "a"}

// ask makes the plainest of calls.
func ask(t *testing.T, over ecommercev1.ProductServiceClient, options ...grpc.CallOption) error {
	t.Helper()
	_, err := over.GetProduct(within(t, patience), anything, options...)
	return err
}

var errNotNow = status.Error(codes.Unavailable, "not now")

// failing answers with an error until it was called so often.
func failing(made *answers, err error, times int64) *answers {
	made.get = func(context.Context, *ecommercev1.GetProductRequest) (*ecommercev1.Product, error) {
		if made.calls.Load() <= times {
			return nil, err
		}
		return &ecommercev1.Product{Id: "a"}, nil
	}
	return made
}

func wantCode(t *testing.T, err error, code codes.Code, part string) {
	t.Helper()
	if status.Code(err) != code || !strings.Contains(status.Convert(err).Message(), part) {
		t.Errorf("got %v, want %s: %s", err, code, part)
	}
}

func wantCalls(t *testing.T, made *answers, want int64) {
	t.Helper()
	if got := made.calls.Load(); got != want {
		t.Errorf("got %d calls, want %d", got, want)
	}
}

// eventually waits for what must come true.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: it did not come true", what)
		}
	}
}
