package vectors

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// vector is one file of the vectors, as their README describes them.
type vector struct {
	Clock  time.Time
	IDs    []any
	Config map[string]string
	Steps  []step
}

type step struct {
	Note      string
	Method    string
	Open      string
	Send      string
	Close     string
	Expect    string
	Cancel    string
	Clock     *time.Time
	Requests  []any
	Responses []any
	Code      string
	whole     map[string]any
}

func readVector(t *testing.T, file string) vector {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var written any
	if err := json.Unmarshal(content, &written); err != nil {
		t.Fatal(err)
	}
	root := expand(written, 0).(map[string]any)
	var read vector
	remarshal(t, root, &read)
	for i, each := range root["steps"].([]any) {
		read.Steps[i].whole = each.(map[string]any)
	}
	return read
}

func remarshal(t *testing.T, from, to any) {
	t.Helper()
	encoded, err := json.Marshal(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(encoded, to); err != nil {
		t.Fatal(err)
	}
}

var position = regexp.MustCompile("#{4,}")

// expand writes out what stands for more than itself. The position is what the number signs in texts stand for.
func expand(node any, at int) any {
	switch node := node.(type) {
	case map[string]any:
		if repeated, ok := node["$repeat"]; ok {
			return strings.Repeat(repeated.(string), int(node["times"].(float64)))
		}
		fields := make(map[string]any, len(node))
		for key, value := range node {
			fields[key] = expand(value, at)
		}
		return fields
	case []any:
		items := []any{}
		for _, item := range node {
			items = append(items, expandItem(item, at)...)
		}
		return items
	case string:
		return position.ReplaceAllStringFunc(node, func(signs string) string { return fmt.Sprintf("%0*d", len(signs), at) })
	default:
		return node
	}
}

func expandItem(item any, at int) []any {
	fields, _ := item.(map[string]any)
	each, ok := fields["$each"]
	if !ok {
		return []any{expand(item, at)}
	}
	items := make([]any, int(fields["times"].(float64)))
	for i := range items {
		items[i] = expand(each, i)
	}
	return items
}
