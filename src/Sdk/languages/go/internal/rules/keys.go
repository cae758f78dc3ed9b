package rules

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"example.com/grpc-service-template/rpcerr"
	"example.com/grpc-service-template/store"
)

const (
	mostKeyBytes = 512
	mostKeys     = 1000
)

// keyIn reads a key that must be given. The path is the field's from the request's root.
func keyIn(of *store.Type, message protoreflect.Message, field protoreflect.FieldDescriptor, path string) (string, error) {
	return checkKey(of, field, message.Get(field), path)
}

// keyIfGiven reads a key that may be left out; it is empty then. An empty string and 0 count as left out.
func keyIfGiven(of *store.Type, message protoreflect.Message, field protoreflect.FieldDescriptor, path string) (string, error) {
	value := message.Get(field)
	if !isGiven(field, value) {
		return "", nil
	}
	return checkKey(of, field, value, path)
}

// idIfGiven reads what becomes a key, or a part of one.
func idIfGiven(message protoreflect.Message, field protoreflect.FieldDescriptor) (string, error) {
	if field == nil || !isGiven(field, message.Get(field)) {
		return "", nil
	}
	value := message.Get(field)
	if problem := keyProblem(field, value, string(field.Name())); problem != nil {
		return "", rpcerr.Invalid(*problem)
	}
	return value.String(), nil
}

func checkKey(of *store.Type, field protoreflect.FieldDescriptor, value protoreflect.Value, path string) (string, error) {
	if problem := keyProblem(field, value, path); problem != nil {
		return "", rpcerr.Invalid(*problem)
	}
	if key := value.String(); of.Names().Contain(key) {
		return key, nil
	}
	return "", rpcerr.Invalid(rpcerr.NotValid(path))
}

// checkParent refuses a parent that no name can lie under.
func checkParent(of *store.Type, path, parent string) error {
	if !of.Names().CanLieUnder(parent) {
		return rpcerr.Invalid(rpcerr.NotValid(path))
	}
	return nil
}

func isGiven(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
	if field.Kind() == protoreflect.StringKind {
		return value.String() != ""
	}
	return value.String() != "0"
}

func keyProblem(field protoreflect.FieldDescriptor, value protoreflect.Value, path string) *rpcerr.Violation {
	var problem rpcerr.Violation
	key := value.String()
	switch {
	case field.Kind() != protoreflect.StringKind:
		if isGiven(field, value) {
			return nil
		}
		problem = rpcerr.Empty(path)
	case key == "" || len(key) > mostKeyBytes:
		problem = rpcerr.Between(path, 1, mostKeyBytes)
	case strings.ContainsFunc(key, unicode.IsControl):
		problem = rpcerr.NotValid(path)
	default:
		return nil
	}
	return &problem
}

// setKey puts a key, as the store writes it, into a message.
func setKey(of *store.Type, message proto.Message, key string) error {
	value, err := parseKey(of.Key(), key)
	if err != nil {
		return fmt.Errorf("the key of %s: %w", of.Name(), err)
	}
	message.ProtoReflect().Set(of.Key(), value)
	return nil
}

func parseKey(field protoreflect.FieldDescriptor, key string) (protoreflect.Value, error) {
	switch field.Kind() {
	case protoreflect.StringKind:
		return protoreflect.ValueOfString(key), nil
	case protoreflect.Int32Kind, protoreflect.Sint32Kind, protoreflect.Sfixed32Kind:
		number, err := strconv.ParseInt(key, 10, 32)
		return protoreflect.ValueOfInt32(int32(number)), err
	case protoreflect.Int64Kind, protoreflect.Sint64Kind, protoreflect.Sfixed64Kind:
		number, err := strconv.ParseInt(key, 10, 64)
		return protoreflect.ValueOfInt64(number), err
	case protoreflect.Uint32Kind, protoreflect.Fixed32Kind:
		number, err := strconv.ParseUint(key, 10, 32)
		return protoreflect.ValueOfUint32(uint32(number)), err
	default:
		number, err := strconv.ParseUint(key, 10, 64)
		return protoreflect.ValueOfUint64(number), err
	}
}

// withKey is a message of which nothing is known but its key.
func withKey(of *store.Type, key string) (proto.Message, error) {
	message := of.New()
	return message, setKey(of, message, key)
}

// newKey makes a key for a message that came without one.
func newKey(of *store.Type, ids store.IDs) string {
	if of.Key().Kind() == protoreflect.StringKind {
		return ids.NewID()
	}
	return strconv.FormatInt(int64(ids.NewNumber()), 10)
}
