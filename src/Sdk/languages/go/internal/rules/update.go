package rules

import (
	"context"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"example.com/grpc-service-template/internal/validation"
	"example.com/grpc-service-template/rpcerr"
	"example.com/grpc-service-template/store"
)

// UpdatePlan describes an Update.
type UpdatePlan struct {
	WritePlan
	Body string // the request's field for the message; empty where the request is the message
	ID   string // the request's own field for the key; where the message has one too they must agree
	Mask string // the paths to change; without it the whole message is replaced
	Etag string // the etag of the only message that may change
}

// Update changes the message under the key of the one that was sent, or beside it, as the mask says.
type Update[Q, A proto.Message] struct {
	writing
	body   carried
	id     protoreflect.FieldDescriptor
	mask   protoreflect.FieldDescriptor
	etag   protoreflect.FieldDescriptor
	answer answer[A]
}

// NewUpdate makes the rule.
func NewUpdate[Q, A proto.Message](of *store.Type, plan UpdatePlan) *Update[Q, A] {
	request := typeOf[Q]().Descriptor()
	return &Update[Q, A]{
		writing: newWriting(of, request, plan.WritePlan),
		body:    carried{fieldOf(request, plan.Body)},
		id:      fieldOf(request, plan.ID),
		mask:    fieldOf(request, plan.Mask),
		etag:    fieldOf(request, plan.Etag),
		answer:  newAnswer[A](of, plan.Wrapper),
	}
}

// Check is how the method's requests are checked.
func (r *Update[Q, A]) Check() validation.Check {
	var key protoreflect.FieldDescriptor
	if r.id != nil {
		key = r.of.Key()
	}
	return validation.Update(r.method, r.body.field, key, r.mask)
}

// Run answers a call.
func (r *Update[Q, A]) Run(ctx context.Context, env *Env, request Q) (A, error) {
	written, err := r.run(ctx, env, request.ProtoReflect(), operation{read: r.read, again: r.asNow})
	if err != nil {
		return *new(A), err
	}
	return r.answer.of(written), nil
}

func (r *Update[Q, A]) read(request protoreflect.Message) (write, error) {
	sent := r.body.in(request)
	key, err := r.keyOf(request, sent)
	if err != nil {
		return nil, err
	}
	if r.id != nil {
		sent = proto.Clone(sent)
		if err := setKey(r.of, sent, key); err != nil {
			return nil, err
		}
	}
	mask, err := updateMaskIn(request, r.mask, r.of)
	if err != nil {
		return nil, err
	}
	etags := []string{textIn(request, r.etag), etagIn(r.of, sent)}
	return func(ctx context.Context, call writeCall) (proto.Message, error) {
		return call.change(ctx, r.of, key, func(present *store.Record) (proto.Message, error) {
			return r.changed(call, present, sent, key, mask, etags)
		})
	}, nil
}

func (r *Update[Q, A]) changed(call writeCall, present *store.Record, sent proto.Message, key string, mask updateMask, etags []string) (proto.Message, error) {
	if present == nil || isDeleted(r.of, present.Message) {
		return nil, rpcerr.NotFound(r.of.Name(), key)
	}
	for _, etag := range etags {
		if err := requireEtag(r.of, etag, present); err != nil {
			return nil, err
		}
	}
	changed := mask.apply(r.of, present.Message, sent)
	touch(r.of, changed, call.cause.Time)
	return changed, requireUnchanged(r.of, changed, present.Message, r.body)
}

func (r *Update[Q, A]) keyOf(request protoreflect.Message, sent proto.Message) (string, error) {
	path := r.body.pathOf(string(r.of.Key().Name()))
	if r.id == nil {
		return keyIn(r.of, sent.ProtoReflect(), r.of.Key(), path)
	}
	inside, err := keyIfGiven(r.of, sent.ProtoReflect(), r.of.Key(), path)
	if err != nil {
		return "", err
	}
	if inside != "" && !isGiven(r.id, request.Get(r.id)) {
		return inside, nil
	}
	beside, err := keyIn(r.of, request, r.id, string(r.id.Name()))
	if err == nil && inside != "" && inside != beside {
		return "", rpcerr.Invalid(rpcerr.Differs(string(r.id.Name()), path))
	}
	return beside, err
}
