package rules

import (
	"context"
	"math"

	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"example.com/grpc-service-template/rpcerr"
	"example.com/grpc-service-template/store"
)

const (
	defaultPage = 50
	mostRows    = 1000
)

// ListPlan describes a List.
type ListPlan struct {
	Method        string // package.Service/Method: page tokens hold for it alone
	Filters       []Filter
	ShowDeleted   string // the request's switch for what is only marked as deleted
	Mask          string
	OrderBy       string
	PageSize      string // empty for a list that is not paged
	PageToken     string
	Items         string // the answer's list; empty for a stream
	NextPageToken string
	TotalSize     string // the answer's field for how many match
	Unsupported   []string
}

// List answers the messages that match, in one message page by page, or as a stream.
type List[Q, A proto.Message] struct {
	of            *store.Type
	method        string
	filters       filters
	showDeleted   protoreflect.FieldDescriptor
	mask          protoreflect.FieldDescriptor
	orderBy       protoreflect.FieldDescriptor
	pageSize      protoreflect.FieldDescriptor
	pageToken     protoreflect.FieldDescriptor
	items         protoreflect.FieldDescriptor
	nextPageToken protoreflect.FieldDescriptor
	totalSize     protoreflect.FieldDescriptor
	unsupported   unsupported
}

// NewList makes the rule.
func NewList[Q, A proto.Message](of *store.Type, plan ListPlan) *List[Q, A] {
	request, response := typeOf[Q]().Descriptor(), typeOf[A]().Descriptor()
	return &List[Q, A]{
		of:            of,
		method:        plan.Method,
		filters:       newFilters(request, of, plan.Filters),
		showDeleted:   fieldOf(request, plan.ShowDeleted),
		mask:          fieldOf(request, plan.Mask),
		orderBy:       fieldOf(request, plan.OrderBy),
		pageSize:      fieldOf(request, plan.PageSize),
		pageToken:     fieldOf(request, plan.PageToken),
		items:         fieldOf(response, plan.Items),
		nextPageToken: fieldOf(response, plan.NextPageToken),
		totalSize:     fieldOf(response, plan.TotalSize),
		unsupported:   newUnsupported(request, plan.Unsupported),
	}
}

// listRequest is a request, checked and understood.
type listRequest struct {
	query    store.Query
	mask     readMask
	pageSize int64
	token    pageToken
}

// Run answers one page in one message.
func (r *List[Q, A]) Run(ctx context.Context, env *Env, request Q) (A, error) {
	list, err := r.read(request.ProtoReflect())
	if err != nil {
		return *new(A), err
	}
	response := typeOf[A]().New()
	if err := r.fill(ctx, env.Store, list, response); err != nil {
		return *new(A), err
	}
	if r.totalSize != nil {
		total, err := env.Store.Count(ctx, r.of, list.query)
		if err != nil {
			return *new(A), err
		}
		setInteger(response, r.totalSize, total)
	}
	return response.Interface().(A), nil
}

// fill puts the page's rows into the answer.
func (r *List[Q, A]) fill(ctx context.Context, from store.Store, list listRequest, response protoreflect.Message) error {
	limit := mostRows
	if r.pageSize != nil {
		limit = pageLimit(list.pageSize)
	}
	rows, bytes := response.Mutable(r.items).List(), 0
	var last store.Position
	for record, err := range from.Query(ctx, r.of, list.query, limit+1) {
		if err != nil {
			return err
		}
		position := list.query.Order.PositionOf(r.of, record.Message)
		row := list.mask.apply(answered(r.of, record))
		bytes += proto.Size(row)
		isFull := rows.Len() == limit || (bytes > mostAnswerBytes && (rows.Len() > 0 || r.pageSize == nil))
		switch {
		case isFull && r.pageSize == nil:
			return rpcerr.ResultTooLarge()
		case isFull:
			response.Set(r.nextPageToken, protoreflect.ValueOfString(list.token.write(last)))
			return nil
		}
		rows.Append(protoreflect.ValueOfMessage(row.ProtoReflect()))
		last = position
	}
	return nil
}

func pageLimit(size int64) int {
	if size == 0 {
		return defaultPage
	}
	return int(min(size, mostRows))
}

// Stream answers row by row, and tells the next page's token, if there is one, in the trailer next-page-token.
func (r *List[Q, A]) Stream(env *Env, request Q, stream sender[A]) error {
	list, err := r.read(request.ProtoReflect())
	if err != nil {
		return err
	}
	limit := int(min(list.pageSize, math.MaxInt32-1))
	asked := limit
	if limit > 0 {
		asked++
	}
	count := 0
	var last store.Position
	for record, err := range env.Store.Query(stream.Context(), r.of, list.query, asked) {
		if err != nil {
			return err
		}
		if limit > 0 && count == limit {
			stream.SetTrailer(metadata.Pairs("next-page-token", list.token.write(last)))
			return nil
		}
		count++
		last = list.query.Order.PositionOf(r.of, record.Message)
		if err := stream.Send(list.mask.apply(answered(r.of, record)).(A)); err != nil {
			return err
		}
	}
	return nil
}

func (r *List[Q, A]) read(request protoreflect.Message) (list listRequest, err error) {
	if err := r.unsupported.refuse(request); err != nil {
		return list, err
	}
	conditions, err := r.filters.read(request)
	if err != nil {
		return list, err
	}
	if list.mask, err = readMaskIn(request, r.mask, r.of.Descriptor()); err != nil {
		return list, err
	}
	if r.orderBy != nil {
		if list.query.Order, err = parseOrder(string(r.orderBy.Name()), textIn(request, r.orderBy), r.of); err != nil {
			return list, err
		}
	}
	if list.pageSize, err = r.readPageSize(request); err != nil {
		return list, err
	}
	showsDeleted := ""
	if isOn(request, r.showDeleted) {
		showsDeleted = string(r.showDeleted.Name())
	}
	list.token = newPageToken(r.method, r.of, list.query.Order, conditions, showsDeleted)
	if r.pageToken != nil {
		if list.query.After, err = list.token.read(string(r.pageToken.Name()), textIn(request, r.pageToken)); err != nil {
			return list, err
		}
	}
	if showsDeleted == "" && r.of.DeleteTime() != nil {
		present := store.Condition{Source: string(r.of.DeleteTime().Name()), Field: r.of.DeleteTime(), Operator: store.FieldAbsent}
		conditions = append(conditions, present)
	}
	list.query.Conditions = conditions
	return list, nil
}

func (r *List[Q, A]) readPageSize(request protoreflect.Message) (int64, error) {
	if r.pageSize == nil {
		return 0, nil
	}
	size := integerIn(request, r.pageSize)
	if size < 0 {
		return 0, rpcerr.Invalid(rpcerr.Between(string(r.pageSize.Name()), 0, math.MaxInt32))
	}
	return size, nil
}
