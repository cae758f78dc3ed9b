package vectors

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/known/fieldmaskpb"
)

const patience = 20 * time.Second

// call is one call of any kind: on the wire a call with one request or one answer is a stream of one.
type call struct {
	t      *testing.T
	method protoreflect.MethodDescriptor
	stream grpc.ClientStream
	cancel context.CancelFunc
}

func open(t *testing.T, over *grpc.ClientConn, path string, headers any) *call {
	t.Helper()
	service, name, _ := cutLast(path, '/')
	found, err := protoregistry.GlobalFiles.FindDescriptorByName(protoreflect.FullName(service))
	if err != nil {
		t.Fatal(err)
	}
	method := found.(protoreflect.ServiceDescriptor).Methods().ByName(protoreflect.Name(name))
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	sent, _ := headers.(map[string]any)
	for key, value := range sent {
		ctx = metadata.AppendToOutgoingContext(ctx, key, value.(string))
	}
	stream, err := over.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, "/"+path, grpc.MaxCallRecvMsgSize(64<<20))
	if err != nil {
		t.Fatal(err)
	}
	return &call{t, method, stream, cancel}
}

func cutLast(text string, at byte) (before, after string, ok bool) {
	for i := len(text) - 1; i >= 0; i-- {
		if text[i] == at {
			return text[:i], text[i+1:], true
		}
	}
	return text, "", false
}

// waitUntilReady waits for the headers: a server that only takes messages in has nothing to say before the end.
func (c *call) waitUntilReady() {
	if !c.method.IsStreamingClient() {
		c.close()
	}
	if c.method.IsStreamingServer() {
		if _, err := c.stream.Header(); err != nil {
			c.t.Fatal(err)
		}
	}
}

// send sends requests; that a server has ended the call is no failure, its status tells.
func (c *call) send(requests []any) {
	c.t.Helper()
	for _, request := range requests {
		if err := c.stream.SendMsg(encode(c.t, c.method.Input(), request)); err != nil && !errors.Is(err, io.EOF) {
			c.t.Fatal(err)
		}
	}
}

func (c *call) close() { _ = c.stream.CloseSend() }

// read reads some answers.
func (c *call) read(count int) []any {
	answers := []any{}
	for len(answers) < count {
		answer, err := c.next()
		if err != nil {
			return append(answers, err.Error())
		}
		answers = append(answers, answer)
	}
	return answers
}

// end reads everything that is left.
func (c *call) end() map[string]any {
	defer c.cancel()
	answers := []any{}
	for {
		answer, err := c.next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return outcome(c.t, answers, err, c.stream.Trailer())
		}
		answers = append(answers, answer)
	}
}

func (c *call) next() (any, error) {
	message := newMessage(c.t, c.method.Output())
	if err := c.stream.RecvMsg(message); err != nil {
		return nil, err
	}
	encoded, err := protojson.Marshal(message)
	if err != nil {
		c.t.Fatal(err)
	}
	var answer any
	if err := json.Unmarshal(encoded, &answer); err != nil {
		c.t.Fatal(err)
	}
	return answer, nil
}

func newMessage(t *testing.T, of protoreflect.MessageDescriptor) proto.Message {
	t.Helper()
	found, err := protoregistry.GlobalTypes.FindMessageByName(of.FullName())
	if err != nil {
		t.Fatal(err)
	}
	return found.New().Interface()
}

// encode makes a message of protobuf's JSON; a string is its bytes in base64.
func encode(t *testing.T, of protoreflect.MessageDescriptor, request any) proto.Message {
	t.Helper()
	message := newMessage(t, of)
	if written, ok := request.(string); ok {
		decoded, err := base64.StdEncoding.DecodeString(written)
		if err != nil {
			t.Fatal(err)
		}
		// Bytes that are no text can be sent as well: the message is only what carries them.
		if err := (proto.UnmarshalOptions{}).Unmarshal(decoded, message); err != nil {
			t.Fatal(err)
		}
		return message
	}
	fields := request.(map[string]any)
	masks := takeMasks(of, fields)
	encoded, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	if err := protojson.Unmarshal(encoded, message); err != nil {
		t.Fatalf("%s: %v", encoded, err)
	}
	for name, mask := range masks {
		message.ProtoReflect().Set(of.Fields().ByName(name), protoreflect.ValueOfMessage(mask.ProtoReflect()))
	}
	return message
}

// takeMasks takes the masks out of a request whose paths Go's parser refuses, and makes them.
func takeMasks(of protoreflect.MessageDescriptor, request map[string]any) map[protoreflect.Name]*fieldmaskpb.FieldMask {
	masks := map[protoreflect.Name]*fieldmaskpb.FieldMask{}
	for key, value := range request {
		field := of.Fields().ByJSONName(key)
		if field == nil {
			field = of.Fields().ByName(protoreflect.Name(key))
		}
		if written, ok := value.(string); ok && field.Message() != nil && field.Message().FullName() == "google.protobuf.FieldMask" {
			masks[field.Name()] = &fieldmaskpb.FieldMask{Paths: maskPaths(written)}
			delete(request, key)
		}
	}
	return masks
}

// maskPaths turns a mask's JSON, in lowerCamelCase, into paths.
func maskPaths(written string) []string {
	if written == "" {
		return nil
	}
	var paths []string
	path := []byte{}
	for i := range len(written) {
		switch character := written[i]; {
		case character == ',':
			paths = append(paths, string(path))
			path = nil
		case character >= 'A' && character <= 'Z':
			path = append(path, '_', character+'a'-'A')
		default:
			path = append(path, character)
		}
	}
	return append(paths, string(path))
}
