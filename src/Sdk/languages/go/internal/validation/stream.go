package validation

import (
	"context"
	"sync/atomic"
)

type streamKey struct{}

// Stream is how the messages of one call's stream are checked as they come in.
type Stream struct{ isRaw atomic.Bool }

// WithStream makes a context in which [Raw] is heard.
func WithStream(ctx context.Context) (context.Context, *Stream) {
	stream := &Stream{}
	return context.WithValue(ctx, streamKey{}, stream), stream
}

// Raw leaves the checking of a stream's messages to the handler, which says what becomes of the bad ones.
func Raw(ctx context.Context) {
	if stream, ok := ctx.Value(streamKey{}).(*Stream); ok {
		stream.isRaw.Store(true)
	}
}

// IsRaw says whether the handler checks the messages.
func (s *Stream) IsRaw() bool { return s.isRaw.Load() }
