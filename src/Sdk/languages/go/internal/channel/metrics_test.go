package channel_test

import (
	"slices"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

// measured is how often each metric was, by its name, method and status; all must have the target.
func measured(t *testing.T, reader sdkmetric.Reader, target string) map[string]uint64 {
	t.Helper()
	var all metricdata.ResourceMetrics
	if err := reader.Collect(t.Context(), &all); err != nil {
		t.Fatal(err)
	}
	found := map[string]uint64{}
	for _, metric := range slices.Concat(scoped(all)...) {
		name, isOurs := strings.CutPrefix(metric.Name, "grpc.client.")
		if !isOurs || (!strings.HasPrefix(name, "attempt.") && !strings.HasPrefix(name, "call.")) {
			continue
		}
		add := func(labels map[string]string, count uint64) {
			if labels["grpc.target"] != target {
				t.Errorf("%s: got the target %q, want %q", name, labels["grpc.target"], target)
			}
			method := strings.TrimPrefix(labels["grpc.method"], "ecommerce.v1.ProductService/")
			found[strings.TrimSpace(name+" "+method+" "+labels["grpc.status"])] += count
		}
		switch data := metric.Data.(type) {
		case metricdata.Sum[int64]:
			for _, point := range data.DataPoints {
				add(labels(point.Attributes), uint64(point.Value))
			}
		case metricdata.Histogram[int64]:
			for _, point := range data.DataPoints {
				add(labels(point.Attributes), point.Count)
			}
		case metricdata.Histogram[float64]:
			for _, point := range data.DataPoints {
				add(labels(point.Attributes), point.Count)
			}
		}
	}
	return found
}

func scoped(all metricdata.ResourceMetrics) (made [][]metricdata.Metrics) {
	for _, scope := range all.ScopeMetrics {
		made = append(made, scope.Metrics)
	}
	return made
}

func labels(set attribute.Set) map[string]string {
	made := map[string]string{}
	for _, label := range set.ToSlice() {
		made[string(label.Key)] = label.Value.AsString()
	}
	return made
}
