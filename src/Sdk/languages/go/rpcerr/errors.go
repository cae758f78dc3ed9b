package rpcerr

import (
	"fmt"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/types/known/durationpb"
)

// mostViolations is how many violations a refusal lists.
const mostViolations = 16

// NotFound refuses because nothing is stored under the key. The type is the message's full name.
func NotFound(of, key string) *Error {
	return resource(codes.NotFound, "RESOURCE_NOT_FOUND", fmt.Sprintf("%s %s does not exist", of, Quote(key)), of, key)
}

// AlreadyExists refuses because something is stored under the key.
func AlreadyExists(of, key string) *Error {
	return resource(codes.AlreadyExists, "RESOURCE_EXISTS", fmt.Sprintf("%s %s exists already", of, Quote(key)), of, key)
}

// ConcurrentChange refuses because others kept changing the message while the call tried to.
func ConcurrentChange(of, key string) *Error {
	return resource(codes.Aborted, "CONCURRENT_CHANGE", fmt.Sprintf("%s %s was changed meanwhile", of, Quote(key)), of, key)
}

// EtagMismatch refuses because the message is not the one that the caller's etag was told of.
func EtagMismatch(of, key string) *Error {
	return resource(codes.Aborted, "ETAG_MISMATCH", fmt.Sprintf("%s %s was changed meanwhile", of, Quote(key)), of, key)
}

// OutOfRange refuses because the field's type cannot hold the value that the change would lead to.
func OutOfRange(field, of, key string) *Error {
	return resource(codes.OutOfRange, "VALUE_OUT_OF_RANGE", fmt.Sprintf("%s of %s %s would be out of range", field, of, Quote(key)), of, key)
}

// Invalid refuses a request because of at least one violation.
func Invalid(violations ...Violation) *Error { return InvalidBecause("REQUEST_INVALID", violations...) }

// InvalidBecause refuses a request for a reason of its own.
func InvalidBecause(reason string, violations ...Violation) *Error {
	detail := &errdetails.BadRequest{}
	for _, violation := range violations[:min(len(violations), mostViolations)] {
		detail.FieldViolations = append(detail.FieldViolations, violation.detail())
	}
	if more := len(violations) - mostViolations; more > 0 {
		detail.FieldViolations = append(detail.FieldViolations,
			&errdetails.BadRequest_FieldViolation{Description: fmt.Sprintf("and %d more", more)})
	}
	return &Error{
		Code:   codes.InvalidArgument,
		Reason: reason,
		Text:   "the request is not valid: " + violations[0].text(),
		Detail: detail,
	}
}

// NotImplemented refuses because nothing was written for the method, package.Service/Method, and no convention tells
// what it should do.
func NotImplemented(method string) *Error {
	return &Error{Code: codes.Unimplemented, Reason: "NOT_IMPLEMENTED", Text: method + " has no implementation"}
}

// ResultTooLarge refuses because no answer can carry the result.
func ResultTooLarge() *Error {
	return &Error{Code: codes.ResourceExhausted, Reason: "RESULT_TOO_LARGE", Text: "the result is too large"}
}

// StreamTooLong refuses to take more messages of a stream.
func StreamTooLong() *Error {
	return &Error{Code: codes.ResourceExhausted, Reason: "STREAM_TOO_LONG", Text: "the stream has too many messages"}
}

// StoreFull refuses because the store has no room.
func StoreFull() *Error {
	return &Error{Code: codes.ResourceExhausted, Reason: "STORE_FULL", Text: "the store is full"}
}

// WatchLagged ends a watch that was read too slowly.
func WatchLagged() *Error {
	return &Error{Code: codes.ResourceExhausted, Reason: "WATCH_LAGGED", Text: "the watcher is too slow"}
}

// Draining ends what has no end of its own when the server ends.
func Draining() *Error {
	return &Error{Code: codes.Unavailable, Reason: "DRAINING", Text: "the server is shutting down"}
}

// Internal tells nothing of what went wrong; the log does.
func Internal() *Error {
	return &Error{Code: codes.Internal, Reason: "INTERNAL", Text: "internal error"}
}

func resource(code codes.Code, reason, text, of, key string) *Error {
	return &Error{
		Code:   code,
		Reason: reason,
		Text:   text,
		Detail: &errdetails.ResourceInfo{ResourceType: of, ResourceName: key},
	}
}

// CredentialsMissing refuses a call that has no bearer token, and needs one.
func CredentialsMissing() *Error {
	return &Error{Code: codes.Unauthenticated, Reason: "CREDENTIALS_MISSING", Text: "a bearer token is needed"}
}

// CertificateNameless refuses a caller whose certificate does not say who it is.
func CertificateNameless() *Error {
	return &Error{Code: codes.Unauthenticated, Reason: "CREDENTIALS_MISSING", Text: "a certificate with a name is needed"}
}

// TokenInvalid refuses a token that does not count here.
func TokenInvalid() *Error {
	return &Error{Code: codes.Unauthenticated, Reason: "TOKEN_INVALID", Text: "the token is not valid"}
}

// TokenExpired refuses a token that counts no longer.
func TokenExpired() *Error {
	return &Error{Code: codes.Unauthenticated, Reason: "TOKEN_EXPIRED", Text: "the token has expired"}
}

// AuthKeysUnavailable refuses because tokens cannot be checked now, good ones neither.
func AuthKeysUnavailable() *Error {
	return &Error{Code: codes.Unavailable, Reason: "AUTH_KEYS_UNAVAILABLE", Text: "tokens cannot be checked now"}
}

// NotAllowed refuses a caller that is known, and may not call the method, package.Service/Method.
func NotAllowed(method string) *Error {
	return &Error{Code: codes.PermissionDenied, Reason: "NOT_ALLOWED", Text: "the caller may not call " + method}
}

// RateLimited refuses a caller that makes more calls than it may, and tells it when it may call again.
func RateLimited(wait time.Duration) *Error {
	rounded := (wait + time.Millisecond - 1).Truncate(time.Millisecond)
	return &Error{
		Code:   codes.ResourceExhausted,
		Reason: "RATE_LIMITED",
		Text:   "too many calls",
		Detail: &errdetails.RetryInfo{RetryDelay: durationpb.New(rounded)},
	}
}
