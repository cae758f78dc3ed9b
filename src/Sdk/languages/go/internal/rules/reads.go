package rules

import (
	"context"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"example.com/grpc-service-template/rpcerr"
	"example.com/grpc-service-template/store"
)

// mostAnswerBytes is how much an answer may carry so that a client with the default limit can read it.
const mostAnswerBytes = 4<<20 - 64<<10

// GetPlan describes a Get.
type GetPlan struct {
	Key         string
	Mask        string
	Wrapper     string // the answer's field for the message; empty where the answer is the message
	Unsupported []string
}

// Get answers the message under a key.
type Get[Q, A proto.Message] struct {
	of          *store.Type
	key         protoreflect.FieldDescriptor
	mask        protoreflect.FieldDescriptor
	unsupported unsupported
	answer      answer[A]
}

// NewGet makes the rule.
func NewGet[Q, A proto.Message](of *store.Type, plan GetPlan) *Get[Q, A] {
	request := typeOf[Q]().Descriptor()
	return &Get[Q, A]{
		of:          of,
		key:         fieldOf(request, plan.Key),
		mask:        fieldOf(request, plan.Mask),
		unsupported: newUnsupported(request, plan.Unsupported),
		answer:      newAnswer[A](of, plan.Wrapper),
	}
}

// Run answers a call.
func (r *Get[Q, A]) Run(ctx context.Context, env *Env, request Q) (A, error) {
	message, err := r.find(ctx, env, request.ProtoReflect())
	if err != nil {
		return *new(A), err
	}
	return r.answer.of(message), nil
}

func (r *Get[Q, A]) find(ctx context.Context, env *Env, request protoreflect.Message) (proto.Message, error) {
	if err := r.unsupported.refuse(request); err != nil {
		return nil, err
	}
	key, err := keyIn(r.of, request, r.key, string(r.key.Name()))
	if err != nil {
		return nil, err
	}
	mask, err := readMaskIn(request, r.mask, r.of.Descriptor())
	if err != nil {
		return nil, err
	}
	message, err := require(ctx, env.Store, r.of, key)
	if err != nil {
		return nil, err
	}
	return mask.apply(message), nil
}

// require reads a message that must be there.
func require(ctx context.Context, from store.Store, of *store.Type, key string) (proto.Message, error) {
	record, err := from.Get(ctx, of, key)
	switch {
	case err != nil:
		return nil, err
	case record == nil:
		return nil, rpcerr.NotFound(of.Name(), key)
	default:
		return answered(of, record), nil
	}
}
