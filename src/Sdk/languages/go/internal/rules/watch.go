package rules

import (
	"google.golang.org/protobuf/proto"

	"example.com/grpc-service-template/store"
)

// WatchPlan describes a Watch.
type WatchPlan struct {
	Filters     []Filter
	Target      string // the number that is watched; empty for whole messages
	Change      ChangePlan
	Unsupported []string
}

// Watch answers the changes of a collection, from the call on, as long as the caller listens.
type Watch[Q, A proto.Message] struct {
	of          *store.Type
	filters     filters
	changes     changes[A]
	unsupported unsupported
}

// NewWatch makes the rule.
func NewWatch[Q, A proto.Message](of *store.Type, plan WatchPlan) *Watch[Q, A] {
	request := typeOf[Q]().Descriptor()
	return &Watch[Q, A]{
		of:          of,
		filters:     newFilters(request, of, plan.Filters),
		changes:     newChanges[A](of, plan.Target, plan.Change),
		unsupported: newUnsupported(request, plan.Unsupported),
	}
}

// Run tells the changes of messages that match: as they are after the change, or were before their deletion.
func (r *Watch[Q, A]) Run(env *Env, request Q, stream sender[A]) error {
	if err := r.unsupported.refuse(request.ProtoReflect()); err != nil {
		return err
	}
	conditions, err := r.filters.read(request.ProtoReflect())
	if err != nil {
		return err
	}
	ctx := stream.Context()
	watch, err := env.Store.Watch(ctx, r.of)
	if err != nil {
		return err
	}
	defer watch.Close()
	// The caller knows from the headers that the watch is on.
	if err := stream.SendHeader(nil); err != nil {
		return err
	}
	query := store.Query{Conditions: conditions}
	for {
		change, err := watch.Next(ctx)
		if err != nil {
			return err
		}
		message := change.New
		if message == nil {
			message = change.Old
		}
		if !query.Matches(message) {
			continue
		}
		if answer, ok := r.changes.tell(change); ok {
			if err := stream.Send(answer); err != nil {
				return err
			}
		}
	}
}
