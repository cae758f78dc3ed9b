package rules

import (
	"context"
	"errors"
	"io"
	"strconv"
	"sync"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"example.com/grpc-service-template/interceptors"
	"example.com/grpc-service-template/internal/validation"
	"example.com/grpc-service-template/rpcerr"
	"example.com/grpc-service-template/store"
)

// CommandPlan describes a Watch both ways.
type CommandPlan struct {
	Key    string // the command's key
	Target string // the number that commands change
	Delta  string // what a command adds to it
	Value  string // or what a command sets it to
	Change ChangePlan
}

// Command takes commands in that change one number, and answers all changes of it.
type Command[Q, A proto.Message] struct {
	of      *store.Type
	key     protoreflect.FieldDescriptor
	target  protoreflect.FieldDescriptor
	delta   protoreflect.FieldDescriptor
	value   protoreflect.FieldDescriptor
	changes changes[A]
}

// NewCommand makes the rule.
func NewCommand[Q, A proto.Message](of *store.Type, plan CommandPlan) *Command[Q, A] {
	command := typeOf[Q]().Descriptor()
	return &Command[Q, A]{
		of:      of,
		key:     fieldOf(command, plan.Key),
		target:  fieldOf(of.Descriptor(), plan.Target),
		delta:   fieldOf(command, plan.Delta),
		value:   fieldOf(command, plan.Value),
		changes: newChanges[A](of, plan.Target, plan.Change),
	}
}

// Run follows the changes. A caller that sent commands and has said that it sends no more gets the changes up to its last
// one; a caller that sent none keeps the feed; a bad command ends the call, after the changes of those before it.
func (r *Command[Q, A]) Run(env *Env, stream duplex[Q, A]) error {
	ctx := stream.Context()
	interceptors.TakeRaw(ctx)
	watch, err := env.Store.Watch(ctx, r.of)
	if err != nil {
		return err
	}
	defer watch.Close()
	if err := stream.SendHeader(nil); err != nil {
		return err
	}
	feed := newFeed(ctx)
	defer feed.close()
	go func() {
		// It ends with the call: when this handler has returned, nothing can be received any more.
		feed.applied(r.applyAll(ctx, env, stream))
	}()
	return r.follow(feed, watch, stream)
}

func (r *Command[Q, A]) follow(feed *feed, watch store.Watch, stream sender[A]) error {
	for {
		change, err := watch.Next(feed.ctx)
		if over, result := feed.result(); over {
			return result
		}
		if err != nil {
			return err
		}
		if answer, ok := r.changes.tell(change); ok {
			if err := stream.Send(answer); err != nil {
				return err
			}
		}
		feed.delivered(change.Revision)
	}
}

// applyAll applies the commands one after the other, and answers the last one's revision; 0 where there was none.
func (r *Command[Q, A]) applyAll(ctx context.Context, env *Env, stream duplex[Q, A]) (last int64, _ error) {
	for index := 0; ; index++ {
		command, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return last, nil
		}
		if err == nil {
			// Nothing more is read before the caller may send it.
			err = env.waitForTurn(ctx)
		}
		if err != nil {
			return last, err
		}
		revision, err := r.apply(ctx, env, command)
		if err != nil {
			return last, atIndex(err, index)
		}
		last = revision
	}
}

func atIndex(err error, index int) error {
	var refusal *rpcerr.Error
	if errors.As(err, &refusal) {
		return refusal.With("index", strconv.Itoa(index))
	}
	return err
}

func (r *Command[Q, A]) apply(ctx context.Context, env *Env, command Q) (int64, error) {
	if err := validation.Message(command, validation.All); err != nil {
		return 0, err
	}
	key, err := keyIn(r.of, command.ProtoReflect(), r.key, string(r.key.Name()))
	if err != nil {
		return 0, err
	}
	cause := env.cause(ctx)
	cause.Command, cause.Field = command, string(r.target.Name())
	written, err := change(ctx, env.Store, r.of, key, cause, func(present *store.Record) (proto.Message, error) {
		if present == nil || isDeleted(r.of, present.Message) {
			return nil, rpcerr.NotFound(r.of.Name(), key)
		}
		message := present.Message.ProtoReflect()
		number, ok := r.next(message.Get(r.target), command.ProtoReflect())
		if !ok {
			return nil, rpcerr.OutOfRange(string(r.target.Name()), r.of.Name(), key)
		}
		message.Set(r.target, number)
		touch(r.of, present.Message, cause.Time)
		return present.Message, nil
	})
	if err != nil {
		return 0, err
	}
	return written.Revision, nil
}

// next is the number after a command; false where its type cannot hold it.
func (r *Command[Q, A]) next(number protoreflect.Value, command protoreflect.Message) (protoreflect.Value, bool) {
	if r.delta != nil {
		return sum(r.target, number, r.delta, command.Get(r.delta))
	}
	return converted(r.target, r.value, command.Get(r.value))
}

// feed knows how far a caller's commands and its feed have come. Its context ends when the feed has told the change of the
// last command.
type feed struct {
	ctx    context.Context
	cancel context.CancelFunc

	mutex sync.Mutex
	told  int64
	last  int64 // the revision of the last command; without an end, there may be more
	isEnd bool  // there are no more commands
	err   error // why
}

func newFeed(ctx context.Context) *feed {
	feed := &feed{}
	feed.ctx, feed.cancel = context.WithCancel(ctx)
	return feed
}

func (f *feed) close() { f.cancel() }

// applied says that there are no more commands, and which revision the last one wrote.
func (f *feed) applied(last int64, err error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if last == 0 && err == nil {
		return // a caller that sent none keeps the feed
	}
	f.isEnd, f.last, f.err = true, last, err
	f.endIfOver()
}

// delivered says that the feed has told everything up to a revision.
func (f *feed) delivered(revision int64) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.told = revision
	f.endIfOver()
}

// result says whether the feed is over, and how.
func (f *feed) result() (over bool, _ error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.isOver(), f.err
}

func (f *feed) isOver() bool { return f.isEnd && f.last <= f.told }

func (f *feed) endIfOver() {
	if f.isOver() {
		f.cancel()
	}
}
