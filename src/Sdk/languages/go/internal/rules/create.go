package rules

import (
	"context"
	"slices"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"example.com/grpc-service-template/internal/validation"
	"example.com/grpc-service-template/rpcerr"
	"example.com/grpc-service-template/store"
)

// CreatePlan describes a Create.
type CreatePlan struct {
	WritePlan
	Body           string        // the request's field for the message; empty where the request is the message
	ID             string        // the request's own field for the key
	Parent         string        // the request's field for what the name lies under
	Parents        []*store.Type // what a parent can be, as far as it is stored here
	TakesKeyOfBody bool          // a key inside the message counts; else it is ignored, because it is the server's to give
}

// Create stores a new message under a key that was given, or that is made.
type Create[Q, A proto.Message] struct {
	writing
	body           carried
	id             protoreflect.FieldDescriptor
	parent         protoreflect.FieldDescriptor
	parents        []*store.Type
	takesKeyOfBody bool
	answer         answer[A]
}

// NewCreate makes the rule.
func NewCreate[Q, A proto.Message](of *store.Type, plan CreatePlan) *Create[Q, A] {
	request := typeOf[Q]().Descriptor()
	return &Create[Q, A]{
		writing:        newWriting(of, request, plan.WritePlan),
		body:           carried{fieldOf(request, plan.Body)},
		id:             fieldOf(request, plan.ID),
		parent:         fieldOf(request, plan.Parent),
		parents:        plan.Parents,
		takesKeyOfBody: plan.TakesKeyOfBody,
		answer:         newAnswer[A](of, plan.Wrapper),
	}
}

// Check is how the method's requests are checked.
func (r *Create[Q, A]) Check() validation.Check {
	return validation.Create(r.method, r.body.field, r.of.Key())
}

// Run answers a call.
func (r *Create[Q, A]) Run(ctx context.Context, env *Env, request Q) (A, error) {
	stored, err := r.run(ctx, env, request.ProtoReflect(), operation{read: r.read, again: r.asNow})
	if err != nil {
		return *new(A), err
	}
	return r.answer.of(stored), nil
}

func (r *Create[Q, A]) read(request protoreflect.Message) (write, error) {
	sent, parent := r.body.in(request), textIn(request, r.parent)
	key, err := r.keyOf(request, sent, parent)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, call writeCall) (proto.Message, error) {
		if err := r.requireParent(ctx, call.env.Store, parent); err != nil {
			return nil, err
		}
		if key != "" {
			return r.insertUnder(ctx, call, sent, key)
		}
		return r.insert(ctx, call, sent, parent)
	}, nil
}

// keyOf is the key that was given; empty for none.
func (r *Create[Q, A]) keyOf(request protoreflect.Message, sent proto.Message, parent string) (string, error) {
	path := r.body.pathOf(string(r.of.Key().Name()))
	inside, err := r.keyInside(sent, path)
	if err != nil {
		return "", err
	}
	beside, err := idIfGiven(request, r.id)
	if err != nil {
		return "", err
	}
	if !r.of.Names().AreAny() {
		if beside, err = r.nameBeside(inside, beside, parent, path); err != nil {
			return "", err
		}
	}
	if inside != "" && beside != "" && inside != beside {
		return "", rpcerr.Invalid(rpcerr.Differs(string(r.id.Name()), path))
	}
	if beside != "" {
		return beside, nil
	}
	return inside, nil
}

func (r *Create[Q, A]) keyInside(sent proto.Message, path string) (string, error) {
	if !r.takesKeyOfBody {
		return "", nil
	}
	return keyIfGiven(r.of, sent.ProtoReflect(), r.of.Key(), path)
}

// nameBeside makes the name of the id that was given beside the message, if any. One that was given inside must lie
// under the parent; where there is neither, the parent must allow to make one.
func (r *Create[Q, A]) nameBeside(inside, id, parent, path string) (string, error) {
	switch {
	case id != "":
		name, err := r.nameOf(parent, id)
		if err != nil {
			return "", err
		}
		return checkKey(r.of, r.of.Key(), protoreflect.ValueOfString(name), string(r.id.Name()))
	case inside == "":
		_, err := r.nameOf(parent, "id")
		return "", err
	case parent != "" && !store.IsUnder(inside, parent):
		return "", rpcerr.Invalid(rpcerr.NotValid(path))
	default:
		return "", nil
	}
}

func (r *Create[Q, A]) nameOf(parent, id string) (string, error) {
	if r.of.Names().AreAny() {
		return id, nil
	}
	if name, ok := r.of.Names().Make(parent, id); ok {
		return name, nil
	}
	if r.parent != nil {
		return "", rpcerr.Invalid(rpcerr.NotValid(string(r.parent.Name())))
	}
	return "", rpcerr.Invalid(rpcerr.NotValid(r.body.pathOf(string(r.of.Key().Name()))))
}

// requireParent refuses a parent that would be stored here and is not there.
func (r *Create[Q, A]) requireParent(ctx context.Context, from store.Store, parent string) error {
	found := slices.IndexFunc(r.parents, func(of *store.Type) bool { return of.Names().Contain(parent) })
	if found < 0 {
		return nil
	}
	of := r.parents[found]
	record, err := from.Get(ctx, of, parent)
	if err != nil {
		return err
	}
	if record == nil || isDeleted(of, record.Message) {
		return rpcerr.NotFound(of.Name(), parent)
	}
	return nil
}

func (r *Create[Q, A]) insertUnder(ctx context.Context, call writeCall, sent proto.Message, key string) (proto.Message, error) {
	stored, isFree, err := r.put(ctx, call, sent, key)
	if err == nil && !isFree {
		return nil, rpcerr.AlreadyExists(r.of.Name(), key)
	}
	return stored, err
}

// insert stores the message under a key of its own.
func (r *Create[Q, A]) insert(ctx context.Context, call writeCall, sent proto.Message, parent string) (proto.Message, error) {
	var key string
	for range mostTries {
		var err error
		if key, err = r.nameOf(parent, newKey(r.of, call.env.IDs)); err != nil {
			return nil, err
		}
		stored, isFree, err := r.put(ctx, call, sent, key)
		if err != nil || isFree {
			return stored, err
		}
	}
	return nil, rpcerr.ConcurrentChange(r.of.Name(), key)
}

// put stores the message where the key is free.
func (r *Create[Q, A]) put(ctx context.Context, call writeCall, sent proto.Message, key string) (_ proto.Message, isFree bool, _ error) {
	message := proto.Clone(sent)
	if err := setKey(r.of, message, key); err != nil {
		return nil, false, err
	}
	prepareNew(r.of, message, call.cause.Time, call.env.IDs)
	if call.isTrial {
		present, err := call.env.Store.Get(ctx, r.of, key)
		return message, present == nil, err
	}
	result, err := call.env.Store.Put(ctx, r.of, key, message, store.Absent, call.cause)
	if err != nil || !result.Done {
		return nil, false, err
	}
	return answered(r.of, &store.Record{Message: message, Revision: result.Revision}), true, nil
}
