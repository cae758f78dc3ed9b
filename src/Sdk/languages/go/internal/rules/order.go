package rules

import (
	"slices"
	"strings"

	"example.com/grpc-service-template/internal/fields"
	"example.com/grpc-service-template/rpcerr"
	"example.com/grpc-service-template/store"
)

const mostOrderItems = 8

// parseOrder reads the text of a request's field that asks for an order.
func parseOrder(field, text string, of *store.Type) (store.Ordering, error) {
	if strings.Trim(text, " ") == "" {
		return nil, nil
	}
	var order store.Ordering
	for item := range strings.SplitSeq(text, ",") {
		parsed, ok := parseOrderItem(item, of)
		if !ok {
			return nil, rpcerr.Invalid(rpcerr.NoPath(field, strings.Trim(item, " ")))
		}
		order = append(order, parsed)
	}
	if len(order) > mostOrderItems || hasDuplicate(order) {
		return nil, rpcerr.Invalid(rpcerr.NotValid(field))
	}
	return order, nil
}

func parseOrderItem(item string, of *store.Type) (store.OrderItem, bool) {
	words := strings.FieldsFunc(item, func(character rune) bool { return character == ' ' })
	if len(words) == 0 || len(words) > 2 || (len(words) == 2 && words[1] != "asc" && words[1] != "desc") {
		return store.OrderItem{}, false
	}
	path := fields.Resolve(of.Descriptor(), words[0])
	// No stored message holds its etag.
	if path == nil || !store.IsComparable(path.Leaf()) || path[0] == of.Etag() {
		return store.OrderItem{}, false
	}
	return store.OrderItem{Path: words[0], Fields: path, Descending: words[len(words)-1] == "desc" && len(words) == 2}, true
}

func hasDuplicate(order store.Ordering) bool {
	for i, item := range order {
		if slices.ContainsFunc(order[:i], func(earlier store.OrderItem) bool { return earlier.Path == item.Path }) {
			return true
		}
	}
	return false
}
