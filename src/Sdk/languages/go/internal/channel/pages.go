package channel

import (
	"context"
	"errors"
	"io"
	"iter"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// nextPageToken is the trailer in which a list that is answered by a stream tells of its next page.
const nextPageToken = "next-page-token"

// Pages walks through a list whose pages are answers, from the request's page on; each is asked for when the one before has
// been read. The field is the request's, for the token of a page. An error is the last that the walk gives.
func Pages[Request proto.Message, Page, Item any](
	request Request, field protoreflect.Name, ask func(Request) (Page, error), items func(Page) []Item, next func(Page) string,
) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for token := tokenOf(request, field); ; {
			page, err := ask(onPage(request, field, token))
			if err != nil {
				var none Item
				yield(none, err)
				return
			}
			for _, item := range items(page) {
				if !yield(item, nil) {
					return
				}
			}
			if token = next(page); token == "" {
				return
			}
		}
	}
}

// StreamedPages does the same for a list whose pages are streams. Leaving the walk early ends the call on the server too.
func StreamedPages[Request proto.Message, Item any](
	ctx context.Context, request Request, field protoreflect.Name, ask func(context.Context, Request) (grpc.ServerStreamingClient[Item], error),
) iter.Seq2[*Item, error] {
	return func(yield func(*Item, error) bool) {
		for token := tokenOf(request, field); ; {
			var goesOn bool
			if token, goesOn = streamPage(ctx, onPage(request, field, token), ask, yield); !goesOn || token == "" {
				return
			}
		}
	}
}

// streamPage walks through one page, and tells the token of the one after it.
func streamPage[Request proto.Message, Item any](
	ctx context.Context, request Request, ask func(context.Context, Request) (grpc.ServerStreamingClient[Item], error), yield func(*Item, error) bool,
) (next string, goesOn bool) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := ask(ctx, request)
	for err == nil {
		var item *Item
		if item, err = stream.Recv(); err == nil && !yield(item, nil) {
			return "", false
		}
	}
	if !errors.Is(err, io.EOF) {
		yield(nil, err)
		return "", false
	}
	if tokens := stream.Trailer().Get(nextPageToken); len(tokens) > 0 {
		next = tokens[0]
	}
	return next, true
}

func tokenOf(request proto.Message, field protoreflect.Name) string {
	message := request.ProtoReflect()
	return message.Get(message.Descriptor().Fields().ByName(field)).String()
}

// onPage is the same request for another page. The caller's own stays as it is.
func onPage[Request proto.Message](request Request, field protoreflect.Name, token string) Request {
	made := request.ProtoReflect().New()
	proto.Merge(made.Interface(), request)
	made.Set(made.Descriptor().Fields().ByName(field), protoreflect.ValueOfString(token))
	return made.Interface().(Request)
}
