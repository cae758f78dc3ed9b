package rules

import (
	"context"
	"fmt"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"example.com/grpc-service-template/rpcerr"
	"example.com/grpc-service-template/store"
)

// BatchGetPlan describes a BatchGet.
type BatchGetPlan struct {
	Keys        string // a list of keys, or of messages
	InnerKey    string // the key's field in those messages
	Parent      string
	Mask        string
	Items       string // the answer's list of messages
	NotFound    string // the answer's list of keys that are missing; without it they are refused
	Unsupported []string
}

// BatchGet answers many messages, in the order of their keys.
type BatchGet[Q, A proto.Message] struct {
	of          *store.Type
	keys        protoreflect.FieldDescriptor
	innerKey    protoreflect.FieldDescriptor
	parent      protoreflect.FieldDescriptor
	mask        protoreflect.FieldDescriptor
	items       protoreflect.FieldDescriptor
	notFound    protoreflect.FieldDescriptor
	unsupported unsupported
}

// NewBatchGet makes the rule.
func NewBatchGet[Q, A proto.Message](of *store.Type, plan BatchGetPlan) *BatchGet[Q, A] {
	request, response := typeOf[Q]().Descriptor(), typeOf[A]().Descriptor()
	rule := &BatchGet[Q, A]{
		of:          of,
		keys:        fieldOf(request, plan.Keys),
		parent:      fieldOf(request, plan.Parent),
		mask:        fieldOf(request, plan.Mask),
		items:       fieldOf(response, plan.Items),
		notFound:    fieldOf(response, plan.NotFound),
		unsupported: newUnsupported(request, plan.Unsupported),
	}
	if plan.InnerKey != "" {
		rule.innerKey = fieldOf(rule.keys.Message(), plan.InnerKey)
	}
	return rule
}

// Run answers a call.
func (r *BatchGet[Q, A]) Run(ctx context.Context, env *Env, request Q) (A, error) {
	response := typeOf[A]().New()
	if err := r.fill(ctx, env, request.ProtoReflect(), response); err != nil {
		return *new(A), err
	}
	return response.Interface().(A), nil
}

func (r *BatchGet[Q, A]) fill(ctx context.Context, env *Env, request, response protoreflect.Message) error {
	if err := r.unsupported.refuse(request); err != nil {
		return err
	}
	sent := r.sent(request)
	keys, err := r.check(sent, textIn(request, r.parent))
	if err != nil {
		return err
	}
	mask, err := readMaskIn(request, r.mask, r.of.Descriptor())
	if err != nil {
		return err
	}
	records, err := env.Store.GetMany(ctx, r.of, keys)
	if err != nil {
		return err
	}
	size := 0
	for i, record := range records {
		switch {
		case record != nil && !isDeleted(r.of, record.Message):
			row := mask.apply(answered(r.of, record))
			size += proto.Size(row)
			response.Mutable(r.items).List().Append(protoreflect.ValueOfMessage(row.ProtoReflect()))
		case r.notFound != nil:
			response.Mutable(r.notFound).List().Append(sent[i])
		}
	}
	if size > mostAnswerBytes {
		return rpcerr.ResultTooLarge()
	}
	return r.requireAll(records, keys)
}

// requireAll refuses for the first key that is missing, where the answer has no place for it.
func (r *BatchGet[Q, A]) requireAll(records []*store.Record, keys []string) error {
	for i, record := range records {
		if r.notFound == nil && (record == nil || isDeleted(r.of, record.Message)) {
			return rpcerr.NotFound(r.of.Name(), keys[i])
		}
	}
	return nil
}

// sent lists the keys as the caller sent them.
func (r *BatchGet[Q, A]) sent(request protoreflect.Message) []protoreflect.Value {
	list := request.Get(r.keys).List()
	keys := make([]protoreflect.Value, list.Len())
	for i := range keys {
		keys[i] = list.Get(i)
		if r.innerKey != nil {
			keys[i] = keys[i].Message().Get(r.innerKey)
		}
	}
	return keys
}

func (r *BatchGet[Q, A]) check(sent []protoreflect.Value, parent string) ([]string, error) {
	if len(sent) == 0 || len(sent) > mostKeys {
		return nil, rpcerr.Invalid(rpcerr.Between(string(r.keys.Name()), 1, mostKeys))
	}
	keyField := r.keys
	if r.innerKey != nil {
		keyField = r.innerKey
	}
	keys := make([]string, len(sent))
	var problems []rpcerr.Violation
	for i, value := range sent {
		keys[i] = value.String()
		if problem := keyProblem(keyField, value, r.pathOf(i)); problem != nil {
			problems = append(problems, *problem)
		}
	}
	if len(problems) > 0 {
		return nil, rpcerr.Invalid(problems...)
	}
	return keys, r.checkNames(keys, parent)
}

func (r *BatchGet[Q, A]) checkNames(keys []string, parent string) error {
	if parent != "" {
		if err := checkParent(r.of, string(r.parent.Name()), parent); err != nil {
			return err
		}
	}
	var problems []rpcerr.Violation
	for i, key := range keys {
		if !r.of.Names().Contain(key) || (parent != "" && !store.IsUnder(key, parent)) {
			problems = append(problems, rpcerr.NotValid(r.pathOf(i)))
		}
	}
	if len(problems) > 0 {
		return rpcerr.Invalid(problems...)
	}
	return nil
}

func (r *BatchGet[Q, A]) pathOf(index int) string {
	path := fmt.Sprintf("%s[%d]", r.keys.Name(), index)
	if r.innerKey != nil {
		path += "." + string(r.innerKey.Name())
	}
	return path
}
