package host

import (
	"context"
	"errors"
	"os"

	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetricgrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/stdout/stdoutmetric"
	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.37.0"
	"google.golang.org/grpc"
	otelexperimental "google.golang.org/grpc/experimental/opentelemetry"
	"google.golang.org/grpc/stats/opentelemetry"

	"example.com/grpc-service-template/config"
)

// telemetry measures and traces calls by the names of gRPC, and sends both where the configuration says. Nil does neither.
type telemetry struct {
	meters *metric.MeterProvider
	traces *trace.TracerProvider // nil for Prometheus, which takes none
	page   *metricsPage          // nil for all but Prometheus
}

func newTelemetry(configuration *config.Config) (*telemetry, error) {
	settings := configuration.Telemetry
	if settings.Exporter == config.ExportNone {
		return nil, nil
	}
	made := &telemetry{}
	reader, err := made.newReader(settings)
	if err != nil {
		return nil, configuration.Problem("telemetry.exporter: %w", err)
	}
	exporter, err := newSpanExporter(settings)
	if err != nil {
		return nil, configuration.Problem("telemetry.exporter: %w", err)
	}
	of := resource.NewSchemaless(semconv.ServiceName(configuration.Service.Name))
	made.meters = metric.NewMeterProvider(metric.WithReader(reader), metric.WithResource(of))
	if exporter != nil {
		made.traces = trace.NewTracerProvider(
			trace.WithBatcher(exporter),
			trace.WithResource(of),
			trace.WithSampler(trace.ParentBased(trace.TraceIDRatioBased(settings.SampleRatio))))
	}
	return made, nil
}

func (t *telemetry) newReader(settings config.Telemetry) (_ metric.Reader, err error) {
	var exporter metric.Exporter
	switch settings.Exporter {
	case config.ExportPrometheus:
		t.page, err = newMetricsPage()
		return t.page, err
	case config.ExportOTLP:
		exporter, err = otlpmetricgrpc.New(context.Background())
	default:
		exporter, err = stdoutmetric.New(stdoutmetric.WithWriter(os.Stdout))
	}
	if err != nil {
		return nil, err
	}
	return metric.NewPeriodicReader(exporter, metric.WithInterval(settings.MetricInterval)), nil
}

// newSpanExporter answers nil for Prometheus.
func newSpanExporter(settings config.Telemetry) (trace.SpanExporter, error) {
	switch settings.Exporter {
	case config.ExportOTLP:
		return otlptracegrpc.New(context.Background())
	case config.ExportConsole:
		return stdouttrace.New(stdouttrace.WithWriter(os.Stdout))
	default:
		return nil, nil
	}
}

// telemetryWarnings says what is asked for and has no effect.
func telemetryWarnings(settings config.Telemetry) []string {
	if settings.Exporter != config.ExportOTLP {
		return nil
	}
	var warnings []string
	for _, name := range []string{"OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL"} {
		if protocol := os.Getenv(name); protocol != "" && protocol != "grpc" {
			warnings = append(warnings, name+" has no effect: collectors are spoken to by gRPC alone")
		}
	}
	return warnings
}

// run serves what is asked for, until the context ends.
func (t *telemetry) run(ctx context.Context) {
	if t != nil && t.page != nil {
		t.page.run(ctx)
	}
}

func (t *telemetry) options() []grpc.ServerOption {
	if t == nil {
		return nil
	}
	options := opentelemetry.Options{MetricsOptions: opentelemetry.MetricsOptions{MeterProvider: t.meters}}
	if t.traces != nil {
		options.TraceOptions = otelexperimental.TraceOptions{TracerProvider: t.traces, TextMapPropagator: propagation.TraceContext{}}
	}
	return []grpc.ServerOption{opentelemetry.ServerOption(options)}
}

// close sends what has not been sent yet.
func (t *telemetry) close(ctx context.Context) error {
	if t == nil {
		return nil
	}
	err := t.meters.Shutdown(ctx)
	if t.traces != nil {
		err = errors.Join(err, t.traces.Shutdown(ctx))
	}
	return err
}
