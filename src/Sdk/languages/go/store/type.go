package store

import (
	"fmt"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// Fields names the fields of a message that mean something to a store and its rules, by their names in the contract. Only
// the key must be there.
type Fields struct {
	Key        string   // a string or an integer
	Patterns   []string // the forms of its names, which are its keys; none where any key will do
	CreateTime string   // when it was created
	UpdateTime string   // when it was last changed
	DeleteTime string   // when it was deleted: with it a deletion only marks a message, which can be brought back
	Etag       string   // its revision, which is answered and never stored
	UID        string   // gets a UUID when it is created
}

// Type describes the messages of one collection.
type Type struct {
	message    protoreflect.MessageType
	key        protoreflect.FieldDescriptor
	names      Names
	createTime protoreflect.FieldDescriptor
	updateTime protoreflect.FieldDescriptor
	deleteTime protoreflect.FieldDescriptor
	etag       protoreflect.FieldDescriptor
	uid        protoreflect.FieldDescriptor
}

// NewType describes the messages of the type of message. It panics where the message has not the fields that are named.
func NewType(message proto.Message, fields Fields) *Type {
	of := message.ProtoReflect().Type()
	find := func(name string) protoreflect.FieldDescriptor {
		field := of.Descriptor().Fields().ByName(protoreflect.Name(name))
		if field == nil && name != "" {
			panic(fmt.Sprintf("store: %s has no field %q", of.Descriptor().FullName(), name))
		}
		return field
	}
	if fields.Key == "" {
		panic(fmt.Sprintf("store: %s needs a key", of.Descriptor().FullName()))
	}
	return &Type{
		message:    of,
		key:        find(fields.Key),
		names:      NamesOf(fields.Patterns...),
		createTime: find(fields.CreateTime),
		updateTime: find(fields.UpdateTime),
		deleteTime: find(fields.DeleteTime),
		etag:       find(fields.Etag),
		uid:        find(fields.UID),
	}
}

// Name is the message's full name in the contract, which names the collection.
func (t *Type) Name() string { return string(t.Descriptor().FullName()) }

// Descriptor describes the message.
func (t *Type) Descriptor() protoreflect.MessageDescriptor { return t.message.Descriptor() }

// New makes an empty message.
func (t *Type) New() proto.Message { return t.message.New().Interface() }

// Key is the key field: a string or an integer.
func (t *Type) Key() protoreflect.FieldDescriptor { return t.key }

// Names are the forms of the names that are its keys.
func (t *Type) Names() Names { return t.names }

// CreateTime is the field that tells when a message was created, or nil.
func (t *Type) CreateTime() protoreflect.FieldDescriptor { return t.createTime }

// UpdateTime is the field that tells when a message was last changed, or nil.
func (t *Type) UpdateTime() protoreflect.FieldDescriptor { return t.updateTime }

// DeleteTime is the field that tells when a message was deleted, or nil.
func (t *Type) DeleteTime() protoreflect.FieldDescriptor { return t.deleteTime }

// Etag is the field that tells a message's revision, or nil.
func (t *Type) Etag() protoreflect.FieldDescriptor { return t.etag }

// UID is the field that gets a UUID, or nil.
func (t *Type) UID() protoreflect.FieldDescriptor { return t.uid }

// KeyOf is a message's key as the store writes it: an integer in decimal.
func (t *Type) KeyOf(message proto.Message) string {
	return message.ProtoReflect().Get(t.key).String()
}
