package host

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	exporter "go.opentelemetry.io/otel/exporters/prometheus"
)

// metricsPage is where Prometheus reads what was measured, at /metrics of the address that OpenTelemetry's variables name.
type metricsPage struct {
	*exporter.Exporter
	listener net.Listener
	server   *http.Server
}

func newMetricsPage() (*metricsPage, error) {
	registry := prometheus.NewRegistry()
	reader, err := exporter.New(exporter.WithRegisterer(registry))
	if err != nil {
		return nil, err
	}
	address := net.JoinHostPort(
		cmp.Or(os.Getenv("OTEL_EXPORTER_PROMETHEUS_HOST"), "localhost"),
		cmp.Or(os.Getenv("OTEL_EXPORTER_PROMETHEUS_PORT"), "9464"))
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", address)
	if err != nil {
		return nil, err
	}
	pages := http.NewServeMux()
	pages.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	return &metricsPage{reader, listener, &http.Server{Handler: pages, ReadHeaderTimeout: 10 * time.Second}}, nil
}

// run serves the page until the context ends.
func (m *metricsPage) run(ctx context.Context) {
	defer context.AfterFunc(ctx, func() { _ = m.server.Close() })()
	_ = m.server.Serve(m.listener) // it says that it was closed
}
