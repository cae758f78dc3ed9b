package host

import (
	"context"
	"math"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/tap"
)

const (
	// overhead is what HTTP/2 counts of a header beside its name and its value.
	overhead = 32

	// headerRoom is how far above the limit the library's own stands.
	headerRoom = 16 << 10
)

var errMetadataTooLarge = status.Error(codes.ResourceExhausted, "the metadata is too large")

// headerOption is the library's own limit. Beyond it the library resets the stream, which most callers are told as INTERNAL,
// so that it stands well above and only keeps the worst away.
func headerOption(most int) grpc.ServerOption {
	return grpc.MaxHeaderListSize(uint32(min(2*int64(most)+headerRoom, math.MaxUint32)))
}

// boundMetadata refuses calls with too much metadata by a status.
func boundMetadata(most int, next tap.ServerInHandle) tap.ServerInHandle {
	return func(ctx context.Context, info *tap.Info) (context.Context, error) {
		if sizeOf(info.Header) > most {
			return ctx, errMetadataTooLarge
		}
		return next(ctx, info)
	}
}

func sizeOf(headers metadata.MD) int {
	size := 0
	for name, values := range headers {
		for _, value := range values {
			size += len(name) + len(value) + overhead
		}
	}
	return size
}
