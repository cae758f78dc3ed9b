package main

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"example.com/peers/interceptors"
	peersv1 "example.com/peers/proto/peers/v1"
	"example.com/peers/rpcerr"
	peersv1svc "example.com/peers/services/peers/v1"
)

// acts does as it is told.
type acts struct {
	*peersv1svc.ActServiceDefaults
	done *counts
}

func (a *acts) Ask(ctx context.Context, act *peersv1.Act) (*peersv1.Answer, error) {
	return a.do(ctx, act)
}

func (a *acts) Tell(ctx context.Context, act *peersv1.Act) (*peersv1.Answer, error) {
	return a.do(ctx, act)
}

func (a *acts) Stream(act *peersv1.Act, stream grpc.ServerStreamingServer[peersv1.Answer]) error {
	switch act.GetDeed() {
	case peersv1.Deed_DEED_FLOOD:
		return a.flood(stream.Context(), act, stream.Send)
	case peersv1.Deed_DEED_WAIT:
		if err := stream.Send(&peersv1.Answer{}); err != nil {
			return err
		}
	}
	answer, err := a.do(stream.Context(), act)
	if err != nil {
		return err
	}
	times := 1
	if act.GetDeed() == peersv1.Deed_DEED_ECHO {
		times = max(times, int(act.GetNumber()))
	}
	for range times {
		if err := stream.Send(answer); err != nil {
			return err
		}
	}
	return nil
}

func (a *acts) Collect(stream grpc.ClientStreamingServer[peersv1.Act, peersv1.Answer]) error {
	last := &peersv1.Answer{}
	for count := int32(0); ; count++ {
		act, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			last.Number = count
			return stream.SendAndClose(last)
		}
		if err == nil {
			last, err = a.do(stream.Context(), act)
		}
		if err != nil {
			return err
		}
	}
}

func (a *acts) Chat(stream grpc.BidiStreamingServer[peersv1.Act, peersv1.Answer]) error {
	for {
		act, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if act.GetDeed() == peersv1.Deed_DEED_FLOOD {
			return a.flood(stream.Context(), act, stream.Send)
		}
		answer, err := a.do(stream.Context(), act)
		if err == nil {
			err = stream.Send(answer)
		}
		if err != nil {
			return err
		}
	}
}

func (a *acts) do(ctx context.Context, act *peersv1.Act) (*peersv1.Answer, error) {
	text, number := act.GetText(), act.GetNumber()
	switch act.GetDeed() {
	case peersv1.Deed_DEED_WHO:
		return &peersv1.Answer{Text: interceptors.IdentityFrom(ctx).Name()}, nil
	case peersv1.Deed_DEED_REMAINING:
		return &peersv1.Answer{Number: remaining(ctx)}, nil
	case peersv1.Deed_DEED_HEADER:
		return &peersv1.Answer{Text: strings.Join(metadata.ValueFromIncomingContext(ctx, text), ",")}, nil
	case peersv1.Deed_DEED_SLEEP:
		a.done.add("began:" + text)
		time.Sleep(time.Duration(act.GetMillis()) * time.Millisecond)
	case peersv1.Deed_DEED_WAIT:
		a.done.add("began:" + text)
		defer a.done.add("ended:" + text)
		<-ctx.Done()
		return nil, context.Cause(ctx)
	case peersv1.Deed_DEED_FAIL:
		return nil, status.Error(codes.Code(number), text)
	case peersv1.Deed_DEED_TRY:
		return a.try(ctx, act)
	case peersv1.Deed_DEED_BREAK:
		panic("a secret")
	case peersv1.Deed_DEED_REFUSE:
		return nil, refusal(text)
	case peersv1.Deed_DEED_LARGE:
		return &peersv1.Answer{Text: strings.Repeat("x", int(number))}, nil
	case peersv1.Deed_DEED_COUNT:
		return &peersv1.Answer{Number: a.done.of(text)}, nil
	}
	return &peersv1.Answer{Text: text}, nil
}

func (a *acts) flood(ctx context.Context, act *peersv1.Act, send func(*peersv1.Answer) error) error {
	a.done.add("began:" + act.GetText())
	defer a.done.add("ended:" + act.GetText())
	wave := &peersv1.Answer{Text: strings.Repeat("x", 64<<10)}
	for ctx.Err() == nil {
		if err := send(wave); err != nil {
			return err
		}
	}
	return context.Cause(ctx)
}

func (a *acts) try(ctx context.Context, act *peersv1.Act) (*peersv1.Answer, error) {
	tries := a.done.add(act.GetText())
	if tries > act.GetNumber() {
		return &peersv1.Answer{Number: tries}, nil
	}
	if act.GetMillis() != 0 {
		if err := grpc.SetTrailer(ctx, metadata.Pairs("grpc-retry-pushback-ms", strconv.Itoa(int(act.GetMillis())))); err != nil {
			return nil, err
		}
	}
	return nil, status.Error(codes.Unavailable, "not now")
}

func refusal(text string) error {
	refused := &rpcerr.Error{
		Code:   codes.FailedPrecondition,
		Reason: "OWN_REASON",
		Text:   "not like this",
		Detail: &errdetails.BadRequest{FieldViolations: []*errdetails.BadRequest_FieldViolation{{Field: "own.field", Description: text}}},
	}
	return refused.With("about", text)
}

func remaining(ctx context.Context) int32 {
	deadline, ok := ctx.Deadline()
	if !ok {
		return -1
	}
	return int32(time.Until(deadline).Milliseconds())
}

// counts counts what was done, by name.
type counts struct{ byName sync.Map }

func (c *counts) add(name string) int32 {
	for {
		before, _ := c.byName.LoadOrStore(name, int32(0))
		if after := before.(int32) + 1; c.byName.CompareAndSwap(name, before, after) {
			return after
		}
	}
}

func (c *counts) of(name string) int32 {
	count, _ := c.byName.LoadOrStore(name, int32(0))
	return count.(int32)
}
