package vectors

import (
	"strings"
	"testing"

	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

// expected is what a step says of a call's end, written out.
func expected(of step) map[string]any {
	written := map[string]any{
		"responses": []any{}, "code": "OK", "message": "", "reason": "", "info": map[string]any{},
		"violations": []any{}, "resource": []any{}, "trailers": map[string]any{},
	}
	for key := range written {
		if said, ok := of.whole[key]; ok {
			written[key] = said
		}
	}
	return written
}

// outcome is how a call ended, in the words of the vectors.
func outcome(t *testing.T, answers []any, err error, trailers metadata.MD) map[string]any {
	t.Helper()
	ended := status.Convert(err)
	written := map[string]any{
		"responses": answers, "code": code.Code(ended.Code()).String(), "message": ended.Message(), "reason": "", "info": map[string]any{},
		"violations": []any{}, "resource": []any{}, "trailers": map[string]any{},
	}
	for key, values := range trailers {
		if !strings.HasPrefix(key, "grpc-") && key != "content-type" {
			written["trailers"].(map[string]any)[key] = values[0]
		}
	}
	if size := proto.Size(ended.Proto()); size > 4096 {
		t.Errorf("the status has %d bytes", size)
	}
	for i, detail := range ended.Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			if i != 0 || detail.GetDomain() != "vectors" {
				t.Errorf("detail %d is an ErrorInfo of the domain %q", i, detail.GetDomain())
			}
			written["reason"] = detail.GetReason()
			for key, value := range detail.GetMetadata() {
				written["info"].(map[string]any)[key] = value
			}
		case *errdetails.BadRequest:
			violations := []any{}
			for _, violation := range detail.GetFieldViolations() {
				violations = append(violations, []any{violation.GetField(), violation.GetDescription()})
			}
			written["violations"] = violations
		case *errdetails.ResourceInfo:
			written["resource"] = []any{detail.GetResourceType(), detail.GetResourceName()}
		}
	}
	return written
}
