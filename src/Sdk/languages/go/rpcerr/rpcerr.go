// Package rpcerr makes the errors that the service answers: a code, a text, and details that say why in a form that
// programs can read. A handler returns them like any error.
package rpcerr

import (
	"fmt"
	"maps"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	rpcstatus "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
)

// mostBytes bounds the encoded status: it travels in the trailers, and a client that allows them less would see another
// error in its place.
const mostBytes = 4096

// mostTextRunes is what is left of a text that is too long: 1 KiB at most.
const mostTextRunes = 256

// Error is a refusal that the caller may see whole.
type Error struct {
	Code     codes.Code
	Reason   string // in SCREAMING_SNAKE case
	Text     string
	Detail   proto.Message     // follows the ErrorInfo; nil for none
	Metadata map[string]string // what the ErrorInfo tells beside the reason
}

// Error implements the error interface.
func (e *Error) Error() string { return fmt.Sprintf("%s: %s", e.Code, e.Text) }

// GRPCStatus lets [status.FromError] see the error as a status, of no domain.
func (e *Error) GRPCStatus() *status.Status { return e.Status("") }

// With is the same refusal with more in its ErrorInfo.
func (e *Error) With(key, value string) *Error {
	more := *e
	more.Metadata = maps.Clone(e.Metadata)
	if more.Metadata == nil {
		more.Metadata = map[string]string{}
	}
	more.Metadata[key] = value
	return &more
}

// Status is the error as it leaves a service of a domain. A detail that makes it too large is left out.
func (e *Error) Status(domain string) *status.Status {
	whole := &rpcstatus.Status{Code: int32(e.Code), Message: e.Text}
	attach(whole, &errdetails.ErrorInfo{Reason: e.Reason, Domain: domain, Metadata: e.Metadata})
	if e.Detail != nil {
		attach(whole, e.Detail)
		if proto.Size(whole) > mostBytes {
			whole.Details = whole.Details[:1]
		}
	}
	e.shorten(whole, domain)
	return status.FromProto(whole)
}

// Pushback is when the caller may come back; false where it is not told.
func (e *Error) Pushback() (time.Duration, bool) {
	retry, ok := e.Detail.(*errdetails.RetryInfo)
	if !ok {
		return 0, false
	}
	return retry.GetRetryDelay().AsDuration(), true
}

// shorten cuts what is still too large: own handlers may answer texts of any length.
func (e *Error) shorten(whole *rpcstatus.Status, domain string) {
	if proto.Size(whole) > mostBytes {
		whole.Details = nil
		attach(whole, &errdetails.ErrorInfo{Reason: e.Reason, Domain: domain})
	}
	if proto.Size(whole) > mostBytes {
		whole.Message = cut(whole.GetMessage(), mostTextRunes)
	}
}

// attach packs a detail; one that cannot be encoded, with text that is not UTF-8, is left out.
func attach(whole *rpcstatus.Status, detail proto.Message) {
	if packed, err := anypb.New(detail); err == nil {
		whole.Details = append(whole.Details, packed)
	}
}
