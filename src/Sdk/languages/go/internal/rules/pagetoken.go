package rules

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"

	"example.com/grpc-service-template/rpcerr"
	"example.com/grpc-service-template/store"
)

const (
	tokenVersion  = 1
	printBytes    = 16
	checksumBytes = 8
)

// pageToken writes and reads where a page ended. A token holds for its query alone: its print tells queries apart by what
// decides their rows and order. Its checksum is no secret: a forged token only skips rows that the caller may read.
type pageToken struct {
	order   store.Ordering
	keyKind store.Kind
	print   []byte
}

// newPageToken makes the token of a query; showDeleted is the request's switch where it is on.
func newPageToken(method string, of *store.Type, order store.Ordering, conditions []store.Condition, showDeleted string) pageToken {
	return pageToken{order, store.KindOf(of.Key()), printOf(method, order, conditions, showDeleted)}
}

func printOf(method string, order store.Ordering, conditions []store.Condition, showDeleted string) []byte {
	lines := []string{"1", method}
	for _, item := range order {
		direction := " asc"
		if item.Descending {
			direction = " desc"
		}
		lines = append(lines, item.Path+direction)
	}
	var asked []string
	for _, condition := range conditions {
		asked = append(asked, printLine(condition.Source, operatorNames[condition.Operator], condition.Values...))
	}
	if showDeleted != "" {
		asked = append(asked, printLine(showDeleted, "eq", store.ValueOfBool(true)))
	}
	slices.Sort(asked)
	hash := sha256.Sum256([]byte(strings.Join(append(lines, asked...), "\n") + "\n"))
	return hash[:printBytes]
}

func printLine(source, operator string, values ...store.Value) string {
	var encoded []byte
	for _, value := range values {
		encoded = value.AppendTo(encoded)
	}
	return source + " " + operator + " " + hex.EncodeToString(encoded)
}

var operatorNames = map[store.Operator]string{
	store.Equal:   "eq",
	store.Has:     "has",
	store.In:      "in",
	store.All:     "all",
	store.AtLeast: "ge",
	store.AtMost:  "le",
	store.Under:   "parent",
}

// write makes the token of the page that ends with a row.
func (t pageToken) write(last store.Position) string {
	body := append([]byte{tokenVersion}, t.print...)
	for _, value := range last.Order {
		body = value.AppendTo(body)
	}
	body = last.Key.AppendTo(body)
	return base64.RawURLEncoding.EncodeToString(append(body, checksum(body)...))
}

// read finds where the page before ended; nil for an empty token, which is that of the first page.
func (t pageToken) read(field, token string) (*store.Position, error) {
	if token == "" {
		return nil, nil
	}
	position, ok := t.parse(token)
	if !ok {
		return nil, rpcerr.InvalidBecause("PAGE_TOKEN_INVALID", rpcerr.NotValid(field))
	}
	return position, nil
}

func (t pageToken) parse(token string) (*store.Position, bool) {
	all, err := base64.RawURLEncoding.DecodeString(token)
	// The decoder is lenient; only what we would write is read.
	if err != nil || base64.RawURLEncoding.EncodeToString(all) != token || len(all) < checksumBytes {
		return nil, false
	}
	body := all[:len(all)-checksumBytes]
	rest, ok := bytes.CutPrefix(body, append([]byte{tokenVersion}, t.print...))
	if !ok || !bytes.Equal(checksum(body), all[len(body):]) {
		return nil, false
	}
	return t.parsePosition(rest)
}

func (t pageToken) parsePosition(rest []byte) (*store.Position, bool) {
	values := make([]store.Value, len(t.order)+1)
	for i := range values {
		var err error
		if values[i], rest, err = store.ReadValue(rest); err != nil {
			return nil, false
		}
	}
	order, key := values[:len(t.order)], values[len(t.order)]
	return &store.Position{Order: order, Key: key}, len(rest) == 0 && key.Kind() == t.keyKind
}

func checksum(body []byte) []byte {
	hash := sha256.Sum256(body)
	return hash[:checksumBytes]
}
