package rules

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"example.com/grpc-service-template/interceptors"
	"example.com/grpc-service-template/internal/validation"
	"example.com/grpc-service-template/rpcerr"
	"example.com/grpc-service-template/store"
)

// mostImportErrors is how many errors an import lists.
const mostImportErrors = 100

// ImportPlan describes an Import. The fields of the answer that it has not are empty.
type ImportPlan struct {
	Item       string // the request's field for the message; empty where the request is the message
	Received   string
	Stored     string
	Failed     string
	Errors     string // a list of messages, with the fields that follow
	ErrorIndex string
	ErrorKey   string
	ErrorText  string
}

// Import stores the messages of a stream as they come in. There is no transaction: what was stored stays when the call
// ends early.
type Import[Q, A proto.Message] struct {
	of                       *store.Type
	item                     carried
	received, stored, failed protoreflect.FieldDescriptor
	errors                   importErrors
}

// NewImport makes the rule.
func NewImport[Q, A proto.Message](of *store.Type, plan ImportPlan) *Import[Q, A] {
	response := typeOf[A]().Descriptor()
	return &Import[Q, A]{
		of:       of,
		item:     carried{fieldOf(typeOf[Q]().Descriptor(), plan.Item)},
		received: fieldOf(response, plan.Received),
		stored:   fieldOf(response, plan.Stored),
		failed:   fieldOf(response, plan.Failed),
		errors:   newImportErrors(of, response, plan),
	}
}

// Run answers a call.
func (r *Import[Q, A]) Run(env *Env, stream importStream[Q, A]) error {
	ctx := stream.Context()
	interceptors.TakeRaw(ctx)
	response := typeOf[A]().New()
	received, failed := 0, 0
	for {
		request, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if received == env.MaxStreamMessages {
			return rpcerr.StreamTooLong()
		}
		item := r.item.in(request.ProtoReflect())
		text, err := r.store(ctx, env, request, item)
		if err != nil {
			return err
		}
		if text != "" {
			if failed < mostImportErrors {
				r.errors.add(response, received, item, text)
			}
			failed++
		}
		received++
	}
	// A cancelled upload can look like one that ended.
	if err := ctx.Err(); err != nil {
		return err
	}
	if failed > mostImportErrors {
		stream.SetTrailer(metadata.Pairs("errors-omitted", strconv.Itoa(failed-mostImportErrors)))
	}
	setInteger(response, r.received, int64(received))
	setInteger(response, r.stored, int64(received-failed))
	setInteger(response, r.failed, int64(failed))
	return stream.SendAndClose(response.Interface().(A))
}

// store stores one item, and answers why it could not, if that is the item's own fault.
func (r *Import[Q, A]) store(ctx context.Context, env *Env, request Q, item proto.Message) (string, error) {
	err := r.upsert(ctx, env, request, item)
	var refusal *rpcerr.Error
	switch {
	case err == nil:
		return "", nil
	case !errors.As(err, &refusal) || refusal.Code == codes.ResourceExhausted:
		return "", err
	}
	if detail, ok := refusal.Detail.(*errdetails.BadRequest); ok {
		first := detail.GetFieldViolations()[0]
		return fmt.Sprintf("%s: %s", first.GetField(), first.GetDescription()), nil
	}
	return refusal.Text, nil
}

func (r *Import[Q, A]) upsert(ctx context.Context, env *Env, request Q, item proto.Message) error {
	if err := validation.Message(request, validation.All); err != nil {
		return err
	}
	key, err := keyIn(r.of, item.ProtoReflect(), r.of.Key(), r.item.pathOf(string(r.of.Key().Name())))
	if err != nil {
		return err
	}
	cause := env.cause(ctx)
	_, err = change(ctx, env.Store, r.of, key, cause, func(present *store.Record) (proto.Message, error) {
		message := proto.Clone(item)
		if present == nil {
			prepareNew(r.of, message, cause.Time, env.IDs)
			return message, nil
		}
		if isDeleted(r.of, present.Message) {
			return nil, rpcerr.NotFound(r.of.Name(), key)
		}
		if err := requireEtag(r.of, etagIn(r.of, item), present); err != nil {
			return nil, err
		}
		keep(r.of, message, present.Message)
		touch(r.of, message, cause.Time)
		return message, requireUnchanged(r.of, message, present.Message, r.item)
	})
	return err
}

// importErrors lists errors in an import's answer.
type importErrors struct {
	list, index, key, text protoreflect.FieldDescriptor
	itemKey                protoreflect.FieldDescriptor
}

func newImportErrors(of *store.Type, response protoreflect.MessageDescriptor, plan ImportPlan) importErrors {
	list := fieldOf(response, plan.Errors)
	if list == nil {
		return importErrors{}
	}
	return importErrors{
		list:    list,
		index:   fieldOf(list.Message(), plan.ErrorIndex),
		key:     fieldOf(list.Message(), plan.ErrorKey),
		text:    fieldOf(list.Message(), plan.ErrorText),
		itemKey: of.Key(),
	}
}

func (e importErrors) add(response protoreflect.Message, index int, item proto.Message, text string) {
	if e.list == nil {
		return
	}
	entry := response.Mutable(e.list).List().AppendMutable().Message()
	setInteger(entry, e.index, int64(index))
	if e.key != nil {
		entry.Set(e.key, item.ProtoReflect().Get(e.itemKey))
	}
	entry.Set(e.text, protoreflect.ValueOfString(text))
}
