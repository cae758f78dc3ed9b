package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"example.com/peers/client"
	"example.com/peers/config"
	peersv1 "example.com/peers/proto/peers/v1"
	"example.com/peers/server"
)

// command is a line of standard input.
type command struct {
	Open   string `json:"open"`
	Config string `json:"config"`
	Close  string `json:"close"`

	Call     int               `json:"call"`
	Channel  string            `json:"channel"`
	Method   string            `json:"method"`
	Metadata map[string]string `json:"metadata"`
	Timeout  int               `json:"timeout"` // in milliseconds; 0 for none
	Send     []json.RawMessage `json:"send"`
	Last     bool              `json:"last"`
	Cancel   bool              `json:"cancel"`
}

// event is a line of standard output.
type event map[string]any

// caller makes calls, all at once, over channels that have names.
type caller struct {
	mutex    sync.Mutex
	out      *json.Encoder
	channels map[string]*client.Channel
	calls    map[int]*sending
}

// sending is the side of a call that sends.
type sending struct {
	cancel   context.CancelFunc
	requests chan json.RawMessage
}

// call does what the lines of in say, until they end.
func call(in io.Reader, out io.Writer) error {
	made := &caller{out: json.NewEncoder(out), channels: map[string]*client.Channel{}, calls: map[int]*sending{}}
	for commands := json.NewDecoder(in); commands.More(); {
		var next command
		if err := commands.Decode(&next); err != nil {
			return err
		}
		if err := made.do(next); err != nil {
			return err
		}
	}
	return nil
}

func (c *caller) do(next command) error {
	switch {
	case next.Open != "":
		return c.open(next)
	case next.Close != "":
		err := c.channels[next.Close].Close()
		c.tell(event{"close": next.Close})
		return err
	case next.Cancel:
		c.calls[next.Call].cancel()
		return nil
	case next.Method != "":
		c.begin(next)
	}
	for _, request := range next.Send {
		c.calls[next.Call].requests <- request
	}
	if next.Last {
		close(c.calls[next.Call].requests)
	}
	return nil
}

func (c *caller) open(next command) error {
	loaded, err := config.Read(server.Name, next.Config, nil)
	if err == nil {
		c.channels[next.Open], err = client.Open(loaded, client.Options{})
	}
	if err != nil {
		c.tell(event{"open": next.Open, "problem": err.Error()})
		return nil
	}
	c.tell(event{"open": next.Open})
	return nil
}

func (c *caller) begin(next command) {
	ctx, cancel := context.WithCancel(metadata.NewOutgoingContext(context.Background(), metadata.New(next.Metadata)))
	if next.Timeout > 0 {
		ctx, cancel = context.WithTimeout(ctx, time.Duration(next.Timeout)*time.Millisecond)
	}
	begun := &sending{cancel, make(chan json.RawMessage, 1000)}
	c.calls[next.Call] = begun
	trailers := metadata.MD{}
	call := &running{ctx, grpc.Trailer(&trailers), begun.requests, func(answer proto.Message) { c.tell(event{"call": next.Call, "answer": encode(answer)}) }}
	channel := c.channels[next.Channel]
	go func() {
		defer cancel()
		err := call.run(next.Method, peersv1.NewActServiceClient(channel), peersv1.NewItemServiceClient(channel))
		c.tell(event{"call": next.Call, "end": encode(status.Convert(err).Proto()), "trailers": trailers})
	}()
}

func (c *caller) tell(what event) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if err := c.out.Encode(what); err != nil {
		panic(err)
	}
}

// running is a call that runs.
type running struct {
	ctx      context.Context
	trailers grpc.CallOption
	requests <-chan json.RawMessage
	answered func(proto.Message)
}

func (r *running) run(method string, acts peersv1.ActServiceClient, items peersv1.ItemServiceClient) error {
	switch method {
	case "peers.v1.ActService/Ask":
		return unary(r, acts.Ask)
	case "peers.v1.ActService/Tell":
		return unary(r, acts.Tell)
	case "peers.v1.ActService/Stream":
		return serverStream(r, acts.Stream)
	case "peers.v1.ActService/Collect":
		return clientStream(r, acts.Collect)
	case "peers.v1.ActService/Chat":
		return bidi(r, acts.Chat)
	case "peers.v1.ItemService/CreateItem":
		return unary(r, items.CreateItem)
	case "peers.v1.ItemService/GetItem":
		return unary(r, items.GetItem)
	case "peers.v1.ItemService/ListItems":
		return serverStream(r, items.ListItems)
	case "peers.v1.ItemService/ImportItems":
		return clientStream(r, items.ImportItems)
	case "peers.v1.ItemService/WatchItems":
		return serverStream(r, items.WatchItems)
	case "peers.v1.ItemService/WatchStock":
		return bidi(r, items.WatchStock)
	default:
		return fmt.Errorf("there is no method %s", method)
	}
}

// message is a pointer to a message.
type message[T any] interface {
	*T
	proto.Message
}

func unary[Q, A any, QP message[Q], AP message[A]](r *running, method func(context.Context, QP, ...grpc.CallOption) (AP, error)) error {
	request, err := decode[Q, QP](<-r.requests)
	if err != nil {
		return err
	}
	answer, err := method(r.ctx, request, r.trailers)
	if err == nil {
		r.answered(answer)
	}
	return err
}

func serverStream[Q, A any, QP message[Q], AP message[A]](r *running, method func(context.Context, QP, ...grpc.CallOption) (grpc.ServerStreamingClient[A], error)) error {
	request, err := decode[Q, QP](<-r.requests)
	if err != nil {
		return err
	}
	stream, err := method(r.ctx, request, r.trailers)
	if err != nil {
		return err
	}
	return receive[A, AP](r, stream.Recv)
}

func clientStream[Q, A any, QP message[Q], AP message[A]](r *running, method func(context.Context, ...grpc.CallOption) (grpc.ClientStreamingClient[Q, A], error)) error {
	stream, err := method(r.ctx, r.trailers)
	if err != nil {
		return err
	}
	if err := send[Q, QP](r, stream.Send); err != nil {
		return err
	}
	answer, err := stream.CloseAndRecv()
	if err == nil {
		r.answered(AP(answer))
	}
	return err
}

func bidi[Q, A any, QP message[Q], AP message[A]](r *running, method func(context.Context, ...grpc.CallOption) (grpc.BidiStreamingClient[Q, A], error)) error {
	stream, err := method(r.ctx, r.trailers)
	if err != nil {
		return err
	}
	go func() {
		// What goes wrong here, the answers' end tells.
		if send[Q, QP](r, stream.Send) == nil {
			_ = stream.CloseSend()
		}
	}()
	return receive[A, AP](r, stream.Recv)
}

// send sends all requests. That the call has ended meanwhile, its status tells.
func send[Q any, QP message[Q]](r *running, send func(*Q) error) error {
	for {
		select {
		case <-r.ctx.Done():
			return nil
		case encoded, more := <-r.requests:
			if !more {
				return nil
			}
			request, err := decode[Q, QP](encoded)
			if err != nil {
				return err
			}
			if err := send(request); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return err
			}
		}
	}
}

func receive[A any, AP message[A]](r *running, receive func() (*A, error)) error {
	for {
		answer, err := receive()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		r.answered(AP(answer))
	}
}

func decode[Q any, QP message[Q]](encoded json.RawMessage) (QP, error) {
	request := QP(new(Q))
	return request, protojson.Unmarshal(encoded, request)
}

func encode(of proto.Message) json.RawMessage {
	encoded, err := protojson.Marshal(of)
	if err != nil {
		panic(err)
	}
	return encoded
}
