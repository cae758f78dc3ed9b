package rules

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"example.com/grpc-service-template/rpcerr"
	"example.com/grpc-service-template/store"
)

const (
	mostIDBytes = 64

	// mostTries is how often a rule tries again when others wrote in between.
	mostTries = 100
)

// WritePlan is what the plans of rules that write one message share.
type WritePlan struct {
	Method       string // package.Service/Method: request ids hold for it alone
	ValidateOnly string // the request's switch for a trial: everything but the writing
	RequestID    string
	Wrapper      string // the answer's field for the message; empty where the answer is the message, or has no place for it
	Unsupported  []string
}

// writing runs what writes one message: trials, and request ids, under which a call that is sent again is answered and
// not done again.
type writing struct {
	of           *store.Type
	method       string
	validateOnly protoreflect.FieldDescriptor
	requestID    protoreflect.FieldDescriptor
	unsupported  unsupported
}

func newWriting(of *store.Type, request protoreflect.MessageDescriptor, plan WritePlan) writing {
	return writing{
		of:           of,
		method:       plan.Method,
		validateOnly: fieldOf(request, plan.ValidateOnly),
		requestID:    fieldOf(request, plan.RequestID),
		unsupported:  newUnsupported(request, plan.Unsupported),
	}
}

// writeCall is a call that writes.
type writeCall struct {
	env     *Env
	cause   store.Cause
	isTrial bool // nothing is to be written
}

// write writes, as far as the call is no trial, and answers the message.
type write func(ctx context.Context, call writeCall) (proto.Message, error)

// operation is what is to be done: read checks a request as far as that needs no store, and what it returns does the rest;
// again answers a request that was done before.
type operation struct {
	read  func(request protoreflect.Message) (write, error)
	again func(ctx context.Context, call writeCall, key string) (proto.Message, error)
}

func (w *writing) run(ctx context.Context, env *Env, request protoreflect.Message, do operation) (proto.Message, error) {
	if err := w.unsupported.refuse(request); err != nil {
		return nil, err
	}
	write, err := do.read(request)
	if err != nil {
		return nil, err
	}
	call := writeCall{env: env, cause: env.cause(ctx), isTrial: isOn(request, w.validateOnly)}
	once, err := w.requestOf(request, call.cause.Actor)
	if err != nil {
		return nil, err
	}
	if once == nil {
		return write(ctx, call)
	}
	leave, err := env.turns.enter(ctx, once.RequestID)
	if err != nil {
		return nil, err
	}
	defer leave()
	return w.runOnce(ctx, call, *once, write, do)
}

func (w *writing) runOnce(ctx context.Context, call writeCall, once store.Request, write write, do operation) (proto.Message, error) {
	replay, err := call.env.Store.Replay(ctx, once.RequestID)
	switch {
	case err != nil:
		return nil, err
	case replay == nil:
		call.cause.Request = &once
		return write(ctx, call)
	case replay.Hash != once.Hash:
		return nil, rpcerr.InvalidBecause("REQUEST_ID_REUSED", rpcerr.OfAnother(string(w.requestID.Name())))
	default:
		return do.again(ctx, call, replay.Key)
	}
}

// requestOf is what tells the request apart, or nil where the caller gave it no id.
func (w *writing) requestOf(request protoreflect.Message, caller string) (*store.Request, error) {
	id := textIn(request, w.requestID)
	if id == "" {
		return nil, nil
	}
	if len(id) > mostIDBytes {
		return nil, rpcerr.Invalid(rpcerr.Between(string(w.requestID.Name()), 1, mostIDBytes))
	}
	encoded, err := proto.MarshalOptions{Deterministic: true}.Marshal(request.Interface())
	if err != nil {
		return nil, fmt.Errorf("hash the request: %w", err)
	}
	hash := sha256.Sum256(encoded)
	return &store.Request{
		RequestID: store.RequestID{Method: w.method, Caller: caller, ID: id},
		Hash:      hex.EncodeToString(hash[:]),
	}, nil
}

// asNow answers a request that was done before with the message as it is now.
func (w *writing) asNow(ctx context.Context, call writeCall, key string) (proto.Message, error) {
	return require(ctx, call.env.Store, w.of, key)
}

// next makes the new message of the present record, which is its own, or of nil where there is none.
type next func(present *store.Record) (proto.Message, error)

// change reads, changes and writes until nobody else writes in between, and answers what was written. A trial does not
// write.
func (c writeCall) change(ctx context.Context, of *store.Type, key string, next next) (proto.Message, error) {
	if c.isTrial {
		present, err := c.env.Store.Get(ctx, of, key)
		if err != nil {
			return nil, err
		}
		return next(present)
	}
	written, err := change(ctx, c.env.Store, of, key, c.cause, next)
	if err != nil {
		return nil, err
	}
	return answered(of, written), nil
}

func change(ctx context.Context, to store.Store, of *store.Type, key string, cause store.Cause, next next) (*store.Record, error) {
	present, err := to.Get(ctx, of, key)
	if err != nil {
		return nil, err
	}
	for range mostTries {
		expected := store.Absent
		if present != nil {
			expected = store.AtRevision(present.Revision)
		}
		message, err := next(present)
		if err != nil {
			return nil, err
		}
		result, err := to.Put(ctx, of, key, message, expected, cause)
		if err != nil {
			return nil, err
		}
		if result.Done {
			return &store.Record{Message: message, Revision: result.Revision}, nil
		}
		present = result.Present
	}
	return nil, rpcerr.ConcurrentChange(of.Name(), key)
}
