package rules

import (
	"slices"
	"strconv"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/timestamppb"

	"example.com/grpc-service-template/internal/fields"
	"example.com/grpc-service-template/rpcerr"
	"example.com/grpc-service-template/store"
)

// answered is a stored message as callers see it.
func answered(of *store.Type, record *store.Record) proto.Message {
	if of.Etag() != nil {
		record.Message.ProtoReflect().Set(of.Etag(), protoreflect.ValueOfString(etagOf(record.Revision)))
	}
	return record.Message
}

// etagIn is the etag inside a message that a caller sent; empty for none.
func etagIn(of *store.Type, message proto.Message) string {
	return textIn(message.ProtoReflect(), of.Etag())
}

func etagOf(revision int64) string { return strconv.FormatInt(revision, 10) }

// requireEtag refuses a write whose etag, if there is one, is not that of what is there.
func requireEtag(of *store.Type, etag string, present *store.Record) error {
	if etag != "" && etag != etagOf(present.Revision) {
		return rpcerr.EtagMismatch(of.Name(), of.KeyOf(present.Message))
	}
	return nil
}

// prepareNew makes a message ready to be stored for the first time: what is the server's to say is set or cleared.
func prepareNew(of *store.Type, message proto.Message, now time.Time, ids store.IDs) {
	reflected := message.ProtoReflect()
	fields.ClearOutputOnly(reflected, of.Key())
	for _, field := range []protoreflect.FieldDescriptor{of.Etag(), of.DeleteTime()} {
		if field != nil {
			reflected.Clear(field)
		}
	}
	if of.UID() != nil {
		reflected.Set(of.UID(), protoreflect.ValueOfString(ids.NewID()))
	}
	stamp(message, of.CreateTime(), now)
	stamp(message, of.UpdateTime(), now)
}

// keep puts into a message that takes another's place what is the server's, and what cannot change and was left out.
func keep(of *store.Type, message, old proto.Message) {
	from, to := old.ProtoReflect(), message.ProtoReflect()
	fields.Keep(to, from, of.Key())
	for _, field := range serversOf(of) {
		fields.Copy(field, from, to)
	}
}

// requireUnchanged refuses a message in which something differs that cannot change.
func requireUnchanged(of *store.Type, message, old proto.Message, body carried) error {
	changed := fields.Changed(message.ProtoReflect(), old.ProtoReflect(), of.Key())
	if len(changed) == 0 {
		return nil
	}
	violations := make([]rpcerr.Violation, len(changed))
	for i, path := range changed {
		violations[i] = rpcerr.CannotChange(body.pathOf(path))
	}
	return rpcerr.Invalid(violations...)
}

// serversOf lists the fields that are the server's, whatever the contract says of them.
func serversOf(of *store.Type) []protoreflect.FieldDescriptor {
	all := []protoreflect.FieldDescriptor{of.CreateTime(), of.UpdateTime(), of.DeleteTime(), of.Etag(), of.UID()}
	return slices.DeleteFunc(all, func(field protoreflect.FieldDescriptor) bool { return field == nil })
}

// isServers says whether a path leads to or through what no caller sets: the key, or what is the server's.
func isServers(of *store.Type, path fields.Path) bool {
	return path[0] == of.Key() || slices.Contains(serversOf(of), path[0]) || slices.ContainsFunc(path, fields.IsOutputOnly)
}

// isDeleted says whether a message is there only to be brought back.
func isDeleted(of *store.Type, message proto.Message) bool {
	return of.DeleteTime() != nil && message.ProtoReflect().Has(of.DeleteTime())
}

// touch notes that one of the message's fields was changed.
func touch(of *store.Type, message proto.Message, now time.Time) {
	stamp(message, of.UpdateTime(), now)
}

func stamp(message proto.Message, field protoreflect.FieldDescriptor, now time.Time) {
	if field != nil {
		message.ProtoReflect().Set(field, protoreflect.ValueOfMessage(timestamppb.New(now).ProtoReflect()))
	}
}
