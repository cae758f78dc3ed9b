package vectors

import (
	"context"
	"encoding/hex"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	metricspb "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	tracepb "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"

	"example.com/grpc-service-template/testdata/vectors/server"
)

const (
	called     = "ecommerce.v1.ProductService/GetProduct"
	traceID    = "0af7651916cd43dd8448eb211c80319c"
	parentSpan = "b7ad6b7169203331"
)

// gRPC's names of what a server measures.
var measured = []string{
	"grpc.server.call.duration", "grpc.server.call.rcvd_total_compressed_message_size", "grpc.server.call.sent_total_compressed_message_size", "grpc.server.call.started",
}

// sink is a collector of OpenTelemetry's that only remembers.
type sink struct {
	metricspb.UnimplementedMetricsServiceServer
	address string
	mutex   sync.Mutex
	started int                 // connections
	metrics map[string][]string // what their points are labelled with, by name
	spans   []string            // trace, parent and name
	senders []string            // service.name
}

// spansOf is the sink's other service.
type spansOf struct {
	tracepb.UnimplementedTraceServiceServer
	*sink
}

// collect serves a sink until the test ends, and names it in the variables.
func collect(t *testing.T) *sink {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	to := &sink{address: listener.Addr().String(), metrics: map[string][]string{}}
	collector := grpc.NewServer()
	metricspb.RegisterMetricsServiceServer(collector, to)
	tracepb.RegisterTraceServiceServer(collector, spansOf{sink: to})
	go func() { _ = collector.Serve(counting{listener, to}) }()
	t.Cleanup(collector.Stop)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://"+to.address)
	return to
}

// counting tells a sink of its connections.
type counting struct {
	net.Listener
	to *sink
}

func (c counting) Accept() (net.Conn, error) {
	connection, err := c.Listener.Accept()
	if err == nil {
		c.to.mutex.Lock()
		defer c.to.mutex.Unlock()
		c.to.started++
	}
	return connection, err
}

func (s *sink) Export(_ context.Context, request *metricspb.ExportMetricsServiceRequest) (*metricspb.ExportMetricsServiceResponse, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, resource := range request.GetResourceMetrics() {
		s.senders = append(s.senders, labels(resource.GetResource().GetAttributes()))
		for _, scope := range resource.GetScopeMetrics() {
			for _, metric := range scope.GetMetrics() {
				for _, point := range metric.GetSum().GetDataPoints() {
					s.metrics[metric.GetName()] = append(s.metrics[metric.GetName()], labels(point.GetAttributes()))
				}
				for _, point := range metric.GetHistogram().GetDataPoints() {
					s.metrics[metric.GetName()] = append(s.metrics[metric.GetName()], labels(point.GetAttributes()))
				}
			}
		}
	}
	return &metricspb.ExportMetricsServiceResponse{}, nil
}

func (s spansOf) Export(_ context.Context, request *tracepb.ExportTraceServiceRequest) (*tracepb.ExportTraceServiceResponse, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for _, resource := range request.GetResourceSpans() {
		s.senders = append(s.senders, labels(resource.GetResource().GetAttributes()))
		for _, scope := range resource.GetScopeSpans() {
			for _, span := range scope.GetSpans() {
				s.spans = append(s.spans, hex.EncodeToString(span.GetTraceId())+" "+hex.EncodeToString(span.GetParentSpanId())+" "+span.GetName())
			}
		}
	}
	return &tracepb.ExportTraceServiceResponse{}, nil
}

func labels(attributes []*commonpb.KeyValue) string {
	all := make([]string, 0, len(attributes))
	for _, attribute := range attributes {
		all = append(all, attribute.GetKey()+"="+attribute.GetValue().GetStringValue())
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// callTraced makes one call that is well and one that is not, in a trace of the caller's.
func callTraced(t *testing.T, serving *serving) {
	t.Helper()
	over := dial(t, serving.Address)
	traced := metadata.AppendToOutgoingContext(within(t, patience), "traceparent", "00-"+traceID+"-"+parentSpan+"-01")
	if _, err := ask(traced, over); err != nil {
		t.Fatal(err)
	}
	wantCode(t, over.Invoke(within(t, patience), "/shop.v1.Shop/GetNothing", &metricspb.ExportMetricsServiceRequest{}, &metricspb.ExportMetricsServiceResponse{}), codes.Unimplemented, "")
	serving.Log.find(t, "method", called)
}

func TestTelemetry_OTLP_SendsWhatIsMeasuredAndTraced_AtTheEndAtLatest(t *testing.T) {
	to := collect(t)
	serving := serve(t, asking, "TELEMETRY__EXPORTER=otlp", "SERVICE__NAME=shop")
	callTraced(t, serving)
	serving.stop()

	to.mutex.Lock()
	defer to.mutex.Unlock()
	for _, name := range measured {
		want := "grpc.method=" + called
		if name != "grpc.server.call.started" {
			want += " grpc.status=OK"
		}
		if !slices.Contains(to.metrics[name], want) {
			t.Errorf("%s: no %q in %q", name, want, to.metrics[name])
		}
	}
	if !slices.Contains(to.metrics["grpc.server.call.started"], "grpc.method=other") {
		t.Errorf("got %q", to.metrics["grpc.server.call.started"])
	}
	if want := traceID + " " + parentSpan + " Recv.ecommerce.v1.ProductService.GetProduct"; !slices.Contains(to.spans, want) {
		t.Errorf("no %q in %q", want, to.spans)
	}
	if slices.ContainsFunc(to.senders, func(sender string) bool { return sender != "service.name=shop" }) {
		t.Errorf("got %q", to.senders)
	}
}

func TestTelemetry_OTLP_SendsEachInterval(t *testing.T) {
	to := collect(t)
	callTraced(t, serve(t, asking, "TELEMETRY__EXPORTER=otlp", "TELEMETRY__METRIC_INTERVAL=20ms"))
	eventually(t, func() bool {
		to.mutex.Lock()
		defer to.mutex.Unlock()
		return len(to.metrics["grpc.server.call.started"]) > 0
	})
}

func TestTelemetry_SampleRatio_KeepsNoTraceThatBeginsHere(t *testing.T) {
	to := collect(t)
	serving := serve(t, asking, "TELEMETRY__EXPORTER=otlp", "TELEMETRY__SAMPLE_RATIO=0")
	if _, err := ask(within(t, patience), dial(t, serving.Address)); err != nil {
		t.Fatal(err)
	}
	serving.Log.find(t, "method", called)
	serving.stop()

	to.mutex.Lock()
	defer to.mutex.Unlock()
	if len(to.spans) != 0 || len(to.metrics) == 0 {
		t.Errorf("got %q and %d metrics", to.spans, len(to.metrics))
	}
}

func TestTelemetry_Prometheus_IsReadAtItsPort_UntilTheServerEnds(t *testing.T) {
	page := "http://127.0.0.1:" + freePort(t) + "/metrics"
	serving := serve(t, asking, "TELEMETRY__EXPORTER=prometheus")
	callTraced(t, serving)

	text, err := get(t, page)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`(?m)^grpc_server_call_started_total\{[^}]*grpc_method="` + called + `"[^}]*\} 1$`,
		`(?m)^grpc_server_call_duration_seconds_bucket\{[^}]*grpc_method="` + called + `",grpc_status="OK"[^}]*,le="0.01"\} 1$`,
		`(?m)^grpc_server_call_sent_total_compressed_message_size_bytes_count\{[^}]*grpc_status="OK"[^}]*\} 1$`,
		`(?m)^grpc_server_call_started_total\{[^}]*grpc_method="other"[^}]*\} 1$`,
	} {
		if !regexp.MustCompile(want).MatchString(text) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}

	serving.stop()
	if _, err := get(t, page); err == nil {
		t.Error("the page is still there")
	}
}

func TestTelemetry_Prometheus_APortThatIsTaken_StopsTheStart(t *testing.T) {
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	t.Setenv("OTEL_EXPORTER_PROMETHEUS_HOST", "127.0.0.1")
	t.Setenv("OTEL_EXPORTER_PROMETHEUS_PORT", port)
	if _, _, err := tryServe(t, server.Options{}, "TELEMETRY__EXPORTER=prometheus"); err == nil || !strings.Contains(err.Error(), "telemetry.exporter: ") {
		t.Errorf("got %v", err)
	}
}

func TestTelemetry_Console_WritesToStandardOutput(t *testing.T) {
	path := filepath.Join(t.TempDir(), "stdout")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	stdout := os.Stdout
	os.Stdout = file
	serving := serve(t, asking, "TELEMETRY__EXPORTER=console")
	os.Stdout = stdout
	callTraced(t, serving)
	serving.stop()
	_ = file.Close()

	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range append([]string{called, traceID, "Recv.ecommerce.v1.ProductService.GetProduct"}, measured...) {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
}

func TestTelemetry_ByDefault_NothingLeaves(t *testing.T) {
	to := collect(t)
	page := "http://127.0.0.1:" + freePort(t) + "/metrics"
	serving := serve(t, asking)
	callTraced(t, serving)
	if _, err := get(t, page); err == nil {
		t.Error("there is a page of metrics")
	}
	serving.stop()

	to.mutex.Lock()
	defer to.mutex.Unlock()
	if to.started != 0 {
		t.Errorf("%d connections to the collector", to.started)
	}
}

func TestTelemetry_WhatHasNoEffect_IsSaidAtTheStart(t *testing.T) {
	collect(t)
	t.Setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
	t.Setenv("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf")
	serving := serve(t, server.Options{}, "TELEMETRY__EXPORTER=otlp")
	if line := serving.Log.find(t, "msg", "has no effect"); line["msg"] != "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL has no effect: collectors are spoken to by gRPC alone" || line["level"] != "WARN" {
		t.Errorf("got %v", line)
	}
}

// freePort names a port that nobody listens at in the variables.
func freePort(t *testing.T) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	t.Setenv("OTEL_EXPORTER_PROMETHEUS_HOST", "127.0.0.1")
	t.Setenv("OTEL_EXPORTER_PROMETHEUS_PORT", port)
	return port
}

// get reads a page over a connection of its own.
func get(t *testing.T, page string) (string, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(within(t, patience), http.MethodGet, page, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Close = true
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	return string(text), err
}

func eventually(t *testing.T, isSo func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !isSo(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it never came to be")
		}
	}
}
