package rules

import (
	"context"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"example.com/grpc-service-template/rpcerr"
	"example.com/grpc-service-template/store"
)

// UndeletePlan describes an Undelete.
type UndeletePlan struct {
	WritePlan
	Key  string
	Etag string // the etag of the only message that may come back
}

// Undelete brings a message back that is only marked as deleted.
type Undelete[Q, A proto.Message] struct {
	writing
	key    protoreflect.FieldDescriptor
	etag   protoreflect.FieldDescriptor
	answer answer[A]
}

// NewUndelete makes the rule.
func NewUndelete[Q, A proto.Message](of *store.Type, plan UndeletePlan) *Undelete[Q, A] {
	request := typeOf[Q]().Descriptor()
	return &Undelete[Q, A]{
		writing: newWriting(of, request, plan.WritePlan),
		key:     fieldOf(request, plan.Key),
		etag:    fieldOf(request, plan.Etag),
		answer:  newAnswer[A](of, plan.Wrapper),
	}
}

// Run answers a call.
func (r *Undelete[Q, A]) Run(ctx context.Context, env *Env, request Q) (A, error) {
	undeleted, err := r.run(ctx, env, request.ProtoReflect(), operation{read: r.read, again: r.asNow})
	if err != nil {
		return *new(A), err
	}
	return r.answer.of(undeleted), nil
}

func (r *Undelete[Q, A]) read(request protoreflect.Message) (write, error) {
	key, err := keyIn(r.of, request, r.key, string(r.key.Name()))
	if err != nil {
		return nil, err
	}
	etag := textIn(request, r.etag)
	return func(ctx context.Context, call writeCall) (proto.Message, error) {
		return call.change(ctx, r.of, key, func(present *store.Record) (proto.Message, error) {
			return r.undeleted(present, key, etag)
		})
	}, nil
}

func (r *Undelete[Q, A]) undeleted(present *store.Record, key, etag string) (proto.Message, error) {
	if present == nil {
		return nil, rpcerr.NotFound(r.of.Name(), key)
	}
	if !isDeleted(r.of, present.Message) {
		return nil, rpcerr.AlreadyExists(r.of.Name(), key)
	}
	if err := requireEtag(r.of, etag, present); err != nil {
		return nil, err
	}
	present.Message.ProtoReflect().Clear(r.of.DeleteTime())
	return present.Message, nil
}
