package rules

import (
	"context"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"example.com/grpc-service-template/rpcerr"
	"example.com/grpc-service-template/store"
)

// DeletePlan describes a Delete.
type DeletePlan struct {
	WritePlan
	Key          string
	Etag         string // the etag of the only message that may go
	AllowMissing string // the request's switch for what is not there to count as deleted
}

// Delete removes the message under a key, and answers it as it was; or it only marks it, and answers it so.
type Delete[Q, A proto.Message] struct {
	writing
	key          protoreflect.FieldDescriptor
	etag         protoreflect.FieldDescriptor
	allowMissing protoreflect.FieldDescriptor
	answer       answer[A]
}

// NewDelete makes the rule.
func NewDelete[Q, A proto.Message](of *store.Type, plan DeletePlan) *Delete[Q, A] {
	request := typeOf[Q]().Descriptor()
	return &Delete[Q, A]{
		writing:      newWriting(of, request, plan.WritePlan),
		key:          fieldOf(request, plan.Key),
		etag:         fieldOf(request, plan.Etag),
		allowMissing: fieldOf(request, plan.AllowMissing),
		answer:       newAnswer[A](of, plan.Wrapper),
	}
}

// Run answers a call.
func (r *Delete[Q, A]) Run(ctx context.Context, env *Env, request Q) (A, error) {
	deleted, err := r.run(ctx, env, request.ProtoReflect(), operation{read: r.read, again: r.again})
	if err != nil {
		return *new(A), err
	}
	return r.answer.of(deleted), nil
}

func (r *Delete[Q, A]) read(request protoreflect.Message) (write, error) {
	key, err := keyIn(r.of, request, r.key, string(r.key.Name()))
	if err != nil {
		return nil, err
	}
	etag, allowMissing := textIn(request, r.etag), isOn(request, r.allowMissing)
	return func(ctx context.Context, call writeCall) (proto.Message, error) {
		return r.delete(ctx, call, key, etag, allowMissing)
	}, nil
}

// again answers as the first time, as far as anything is left to tell.
func (r *Delete[Q, A]) again(ctx context.Context, call writeCall, key string) (proto.Message, error) {
	if r.of.DeleteTime() == nil {
		return withKey(r.of, key)
	}
	present, err := call.env.Store.Get(ctx, r.of, key)
	if err != nil {
		return nil, err
	}
	return r.leftOf(present, key)
}

func (r *Delete[Q, A]) delete(ctx context.Context, call writeCall, key, etag string, allowMissing bool) (proto.Message, error) {
	present, err := call.env.Store.Get(ctx, r.of, key)
	if err != nil {
		return nil, err
	}
	for range mostTries {
		if present == nil || isDeleted(r.of, present.Message) {
			if !allowMissing {
				return nil, rpcerr.NotFound(r.of.Name(), key)
			}
			return r.leftOf(present, key)
		}
		if err := requireEtag(r.of, etag, present); err != nil {
			return nil, err
		}
		deleted, conflict, err := r.try(ctx, call, key, present)
		if err != nil || deleted != nil {
			return deleted, err
		}
		present = conflict
	}
	return nil, rpcerr.ConcurrentChange(r.of.Name(), key)
}

// leftOf is what there is to tell of a message that was deleted before.
func (r *Delete[Q, A]) leftOf(present *store.Record, key string) (proto.Message, error) {
	if present == nil {
		return withKey(r.of, key)
	}
	return answered(r.of, present), nil
}

// try deletes what is there, and answers it; or what is there instead.
func (r *Delete[Q, A]) try(ctx context.Context, call writeCall, key string, present *store.Record) (deleted proto.Message, conflict *store.Record, _ error) {
	if r.of.DeleteTime() != nil {
		return r.mark(ctx, call, key, present)
	}
	if call.isTrial {
		return answered(r.of, present), nil, nil
	}
	result, err := call.env.Store.Delete(ctx, r.of, key, store.AtRevision(present.Revision), call.cause)
	if err != nil || !result.Done {
		return nil, result.Present, err
	}
	return answered(r.of, present), nil, nil
}

func (r *Delete[Q, A]) mark(ctx context.Context, call writeCall, key string, present *store.Record) (deleted proto.Message, conflict *store.Record, _ error) {
	stamp(present.Message, r.of.DeleteTime(), call.cause.Time)
	if call.isTrial {
		return present.Message, nil, nil
	}
	result, err := call.env.Store.Put(ctx, r.of, key, present.Message, store.AtRevision(present.Revision), call.cause)
	if err != nil || !result.Done {
		return nil, result.Present, err
	}
	return answered(r.of, &store.Record{Message: present.Message, Revision: result.Revision}), nil, nil
}
