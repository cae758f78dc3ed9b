package channel_test

import (
	"context"
	"errors"
	"io"
	"maps"
	"strings"
	"testing"
	"time"

	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/internal/channel"
	ecommercev1 "example.com/grpc-service-template/testdata/vectors/proto/ecommerce/v1"
)

func TestDeadline_IsTheConfigurations_OrTheCallers(t *testing.T) {
	var left time.Duration
	made := &answers{get: func(ctx context.Context, _ *ecommercev1.GetProductRequest) (*ecommercev1.Product, error) {
		left = 0
		if deadline, ok := ctx.Deadline(); ok {
			left = time.Until(deadline)
		}
		return &ecommercev1.Product{}, nil
	}}
	over := client(t, serve(t, made, ""), func(client *config.Client) { client.Deadline = 50 * time.Second })
	for name, row := range map[string]struct {
		callers     time.Duration // of the context
		options     []grpc.CallOption
		least, most time.Duration
	}{
		"the configuration's":          {0, nil, 20 * time.Second, 50 * time.Second},
		"the context's, longer":        {90 * time.Second, nil, 51 * time.Second, 90 * time.Second},
		"the context's, shorter":       {30 * time.Second, nil, time.Second, 30 * time.Second},
		"the call's, longer":           {0, []grpc.CallOption{channel.Timeout(90 * time.Second)}, 51 * time.Second, 90 * time.Second},
		"the call's in the context's":  {30 * time.Second, []grpc.CallOption{channel.Timeout(90 * time.Second)}, time.Second, 30 * time.Second},
		"none":                         {0, []grpc.CallOption{channel.Timeout(0)}, 0, 0},
		"the context's, none else":     {90 * time.Second, []grpc.CallOption{channel.Timeout(0)}, 51 * time.Second, 90 * time.Second},
		"the last of several that are": {0, []grpc.CallOption{channel.Timeout(time.Second), channel.Timeout(90 * time.Second)}, 51 * time.Second, 90 * time.Second},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		if row.callers > 0 {
			ctx, cancel = context.WithTimeout(t.Context(), row.callers)
		}
		_, err := over.GetProduct(ctx, anything, row.options...)
		cancel()
		if err != nil || left < row.least || left > row.most {
			t.Errorf("%s: got %s, %v", name, left, err)
		}
	}
}

func TestStreamDeadline_EndsAStream(t *testing.T) {
	made := &answers{watch: func(stream grpc.BidiStreamingServer[ecommercev1.InventoryUpdate, ecommercev1.InventoryChange]) error {
		<-stream.Context().Done()
		return stream.Context().Err()
	}}
	over := client(t, serve(t, made, ""), func(client *config.Client) { client.StreamDeadline = 100 * time.Millisecond })
	watch, err := over.WatchInventory(t.Context())
	if err == nil { // else it was over before the connection was there
		_, err = watch.Recv()
	}
	wantCode(t, err, codes.DeadlineExceeded, "")
}

func TestCancel_ReachesTheServer_OfEveryKindOfCall(t *testing.T) {
	begun, ended := make(chan struct{}), make(chan struct{})
	until := func(ctx context.Context) error {
		begun <- struct{}{}
		<-ctx.Done()
		ended <- struct{}{}
		return ctx.Err()
	}
	made := &answers{
		get: func(ctx context.Context, _ *ecommercev1.GetProductRequest) (*ecommercev1.Product, error) {
			return nil, until(ctx)
		},
		list: func(_ *ecommercev1.ListProductsRequest, stream grpc.ServerStreamingServer[ecommercev1.Product]) error {
			return until(stream.Context())
		},
		take: func(stream grpc.ClientStreamingServer[ecommercev1.Product, ecommercev1.ImportSummary]) error {
			return until(stream.Context())
		},
		watch: func(stream grpc.BidiStreamingServer[ecommercev1.InventoryUpdate, ecommercev1.InventoryChange]) error {
			return until(stream.Context())
		},
	}
	over := client(t, serve(t, made, ""), nil)
	for kind, call := range map[string]func(context.Context) error{
		"unary": func(ctx context.Context) error {
			_, err := over.GetProduct(ctx, anything)
			return err
		},
		"server stream": func(ctx context.Context) error {
			stream, err := over.ListProducts(ctx, &ecommercev1.ListProductsRequest{})
			if err == nil {
				_, err = stream.Recv()
			}
			return err
		},
		"client stream": func(ctx context.Context) error {
			stream, err := over.ImportProducts(ctx)
			if err == nil {
				_, err = stream.CloseAndRecv()
			}
			return err
		},
		"bidi": func(ctx context.Context) error {
			stream, err := over.WatchInventory(ctx)
			if err == nil {
				_, err = stream.Recv()
			}
			return err
		},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		got := make(chan error, 1)
		go func() { got <- call(ctx) }()
		<-begun
		cancel()
		<-ended
		if err := <-got; status.Code(err) != codes.Canceled {
			t.Errorf("%s: got %v", kind, err)
		}
	}
}

func TestClose_EndsWhatIsUnderWay_AndMayBeRepeated(t *testing.T) {
	made := &answers{watch: func(stream grpc.BidiStreamingServer[ecommercev1.InventoryUpdate, ecommercev1.InventoryChange]) error {
		<-stream.Context().Done()
		return nil
	}}
	opened := open(t, plaintext(serve(t, made, "").address), channel.Options{})
	watch, err := ecommercev1.NewProductServiceClient(opened).WatchInventory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := opened.Close(); err != nil {
		t.Error(err)
	}
	// The connection's end and the channel's come at once.
	if _, err = watch.Recv(); status.Code(err) != codes.Canceled && status.Code(err) != codes.Unavailable {
		t.Errorf("got %v", err)
	}
	wantCode(t, ask(t, ecommercev1.NewProductServiceClient(opened)), codes.Canceled, "")
	_ = opened.Close()
	if err := (*channel.Channel)(nil).Close(); err != nil {
		t.Error(err)
	}
}

func TestTrace_OfTheCaller_GoesOn_WithAndWithoutAProvider(t *testing.T) {
	var got []string
	made := &answers{get: func(ctx context.Context, _ *ecommercev1.GetProductRequest) (*ecommercev1.Product, error) {
		got = metadata.ValueFromIncomingContext(ctx, "traceparent")
		return &ecommercev1.Product{}, nil
	}}
	configuration := plaintext(serve(t, made, "").address)
	provider := sdktrace.NewTracerProvider()
	defer func() { _ = provider.Shutdown(context.Background()) }()
	id, err := trace.TraceIDFromHex("0af7651916cd43dd8448eb211c80319c")
	if err != nil {
		t.Fatal(err)
	}
	span := trace.NewSpanContext(trace.SpanContextConfig{TraceID: id, SpanID: trace.SpanID{1}, TraceFlags: trace.FlagsSampled})
	another := ecommercev1.NewProductServiceClient(open(t, configuration, channel.Options{}))
	asking := func(ctx context.Context, method string, request, response any, over *grpc.ClientConn, invoke grpc.UnaryInvoker, options ...grpc.CallOption) error {
		if _, err := another.GetProduct(ctx, anything); err != nil || len(got) != 1 {
			t.Errorf("within a call: got %q, %v", got, err)
		}
		return invoke(ctx, method, request, response, over, options...)
	}
	for name, options := range map[string]channel.Options{
		"without": {}, "with": {Traces: provider}, "within a call without": {UnaryInterceptors: []grpc.UnaryClientInterceptor{asking}},
	} {
		over := ecommercev1.NewProductServiceClient(open(t, configuration, options))
		if _, err := over.GetProduct(trace.ContextWithSpanContext(within(t, patience), span), anything); err != nil {
			t.Fatal(err)
		}
		if len(got) != 1 || !strings.HasPrefix(got[0], "00-"+id.String()+"-") {
			t.Errorf("%s a provider: got %q", name, got)
		}
	}
	if err := ask(t, ecommercev1.NewProductServiceClient(open(t, configuration, channel.Options{}))); err != nil || len(got) != 0 {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestMetrics_CountCallsAndAttempts_ByMethodTargetAndStatus(t *testing.T) {
	made := failing(&answers{}, errNotNow, 1)
	made.batch = func(context.Context, *ecommercev1.BatchGetProductsRequest) (*ecommercev1.BatchGetProductsResponse, error) {
		return nil, errNotNow
	}
	made.watch = func(stream grpc.BidiStreamingServer[ecommercev1.InventoryUpdate, ecommercev1.InventoryChange]) error {
		return stream.Send(&ecommercev1.InventoryChange{})
	}
	reader := sdkmetric.NewManualReader()
	provider := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
	configuration := plaintext(serve(t, made, "").address)
	soon(&configuration.Client)
	configuration.Client.Breaker = config.Breaker{Failures: 1, OpenFor: time.Hour}
	over := ecommercev1.NewProductServiceClient(open(t, configuration, channel.Options{Meters: provider}))

	if err := ask(t, over); err != nil {
		t.Fatal(err)
	}
	watch, err := over.WatchInventory(within(t, patience))
	for err == nil {
		_, err = watch.Recv()
	}
	if !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	_, err = over.BatchGetProducts(within(t, patience), &ecommercev1.BatchGetProductsRequest{})
	wantCode(t, err, codes.Unavailable, "not now")
	wantOpen(t, ask(t, over))
	_, err = over.WatchInventory(within(t, patience))
	wantOpen(t, err)

	target := "dns:///" + configuration.Client.Addresses[0]
	want := map[string]uint64{
		"call.duration GetProduct OK":                1,
		"call.duration GetProduct UNAVAILABLE":       1,
		"call.duration WatchInventory OK":            1,
		"call.duration WatchInventory UNAVAILABLE":   1,
		"call.duration BatchGetProducts UNAVAILABLE": 1,
	}
	for _, attempt := range []string{"GetProduct OK", "GetProduct UNAVAILABLE", "WatchInventory OK", "BatchGetProducts UNAVAILABLE"} {
		for _, name := range []string{"duration", "sent_total_compressed_message_size", "rcvd_total_compressed_message_size"} {
			want["attempt."+name+" "+attempt] = 1
		}
	}
	want["attempt.started GetProduct"], want["attempt.started WatchInventory"], want["attempt.started BatchGetProducts"] = 2, 1, 1
	eventually(t, "the metrics", func() bool { return maps.Equal(want, measured(t, reader, target)) || t.Failed() })
}
