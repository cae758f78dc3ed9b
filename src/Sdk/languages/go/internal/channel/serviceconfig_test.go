package channel

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"testing"

	"example.com/grpc-service-template/config"
)

const golden = "../../../../../../tests/data/golden"

// known is what a generated client tells its channels of the contract.
var known = regexp.MustCompile(`\{Name: "([^"]+)", Retry: channel\.(Always|ByRequestID)`)

// What the client gives the library is what generated/config/grpc-service-config.json has for clients of other make, except for
// deadlines and waiting, which it sees to itself.
func TestServiceConfig_IsThatOfTheFile(t *testing.T) {
	for _, name := range []string{"ecommerce", "library", "rules", "writes"} {
		client, err := os.ReadFile(filepath.Join(golden, name, "expected-go/client/client.go.txt"))
		if err != nil {
			t.Fatal(err)
		}
		var methods []Method
		for _, found := range known.FindAllStringSubmatch(string(client), -1) {
			methods = append(methods, Method{Name: found[1], Retry: map[string]Retry{"Always": Always, "ByRequestID": ByRequestID}[found[2]]})
		}
		made, err := serviceConfigOf(config.Default("shop").Client, methods)
		if err != nil {
			t.Fatal(err)
		}
		file, err := os.ReadFile(filepath.Join(golden, name, "expected/config/grpc-service-config.json.txt"))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := flat(t, []byte(made)), flat(t, file); !reflect.DeepEqual(got, want) || len(got) < 4 {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

// flat is a service config with the retry policy of each method that has one, by its name.
func flat(t *testing.T, text []byte) map[string]any {
	t.Helper()
	var whole map[string]any
	if err := json.Unmarshal(text, &whole); err != nil {
		t.Fatal(err)
	}
	methods, _ := whole["methodConfig"].([]any)
	delete(whole, "methodConfig")
	for _, group := range methods {
		group := group.(map[string]any)
		for _, name := range group["name"].([]any) {
			name := name.(map[string]any)
			if policy, ok := group["retryPolicy"]; ok {
				whole[name["service"].(string)+"/"+name["method"].(string)] = policy
			}
		}
	}
	return whole
}
