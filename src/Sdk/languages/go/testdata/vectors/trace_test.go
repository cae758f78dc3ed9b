package vectors

import (
	"context"
	"regexp"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
)

// Nobody measures here; the caller's trace is the logs' all the same, behind a server that calls another too.
func TestTrace_OfTheCaller_IsTheLogs_AndGoesOn(t *testing.T) {
	const trace, span = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
	isID := regexp.MustCompile("^[0-9a-f]{32}$")
	for sent, want := range map[string]string{
		"00-" + trace + "-" + span + "-01":                        trace,
		"00-00000000000000000000000000000000-b7ad6b7169203331-01": "",
		"a trace": "",
		"":        "",
	} {
		behind := serve(t, asking)
		channel := openChannel(t, "CLIENT__TARGET="+behind.Address)
		options := asking
		options.UnaryInterceptors = []grpc.UnaryServerInterceptor{func(ctx context.Context, request any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
			if _, err := product(ctx, channel); err != nil {
				return nil, err
			}
			return handler(ctx, request)
		}}
		front := serve(t, options)
		ctx := within(t, patience)
		if sent != "" {
			ctx = metadata.AppendToOutgoingContext(ctx, "traceparent", sent)
		}
		if _, err := product(ctx, dial(t, front.Address)); err != nil {
			t.Fatal(err)
		}
		first, second := front.Log.find(t, "method", "GetProduct"), behind.Log.find(t, "method", "GetProduct")
		id, _ := first["trace_id"].(string)
		if id != second["trace_id"] || !isID.MatchString(id) || (want != "" && id != want) {
			t.Errorf("%q: got %v and %v", sent, id, second["trace_id"])
		}
		if first["span_id"] == second["span_id"] || first["span_id"] == span || first["span_id"] == "" {
			t.Errorf("%q: got the spans %v and %v", sent, first["span_id"], second["span_id"])
		}
	}
}
