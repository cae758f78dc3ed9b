package rpcerr

import (
	"fmt"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
)

// Violation is one thing that is wrong with a request.
type Violation struct {
	Field   string // the path from the request's root, such as a.b[2].c or m["k"]
	Problem string
	Subject *string // what the problem is said of, where that is a part of the field's value; nil for the field
}

// Empty says that a field that is needed was left out.
func Empty(field string) Violation { return Violation{Field: field, Problem: "must not be empty"} }

// NotDefined says that an enum has no such value.
func NotDefined(field string) Violation { return Violation{Field: field, Problem: "is not defined"} }

// NotValid says that a value has not the form that it must have.
func NotValid(field string) Violation { return Violation{Field: field, Problem: "is not valid"} }

// NotSupported says that a field means nothing to the method.
func NotSupported(field string) Violation {
	return Violation{Field: field, Problem: "is not supported"}
}

// CannotChange says that a field keeps its first value.
func CannotChange(field string) Violation {
	return Violation{Field: field, Problem: "cannot be changed"}
}

// OfAnother says that a request id was used before.
func OfAnother(field string) Violation {
	return Violation{Field: field, Problem: "belongs to another request"}
}

// Between says that a number, a length or a count is out of bounds.
func Between(field string, least, most int64) Violation {
	return Violation{Field: field, Problem: fmt.Sprintf("must be between %d and %d", least, most)}
}

// Differs says that two fields must agree.
func Differs(field, other string) Violation {
	return Violation{Field: field, Problem: "differs from " + other}
}

// NoPath says that a path leads nowhere.
func NoPath(field, path string) Violation {
	return Violation{Field: field, Problem: "is not a valid path", Subject: &path}
}

// text is the violation as the status's text has it: long values are cut.
func (v Violation) text() string { return Cut(v.Field) + ": " + v.description(Quote) }

func (v Violation) detail() *errdetails.BadRequest_FieldViolation {
	return &errdetails.BadRequest_FieldViolation{Field: v.Field, Description: v.description(QuoteWhole)}
}

func (v Violation) description(quote func(string) string) string {
	if v.Subject == nil {
		return v.Problem
	}
	return quote(*v.Subject) + " " + v.Problem
}
