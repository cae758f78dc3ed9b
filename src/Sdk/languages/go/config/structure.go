package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// entry is a key of an object, and its value.
type entry struct {
	key   string
	value json.RawMessage
}

// entries lists what an object has, in its order; false where it is none.
func entries(raw json.RawMessage) ([]entry, bool) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		return nil, false
	}
	var found []entry
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return nil, false
		}
		next := entry{key: key.(string)}
		if err := decoder.Decode(&next.value); err != nil {
			return nil, false
		}
		found = append(found, next)
	}
	return found, true
}

// list reads each item.
func list[T any](read func(value) (T, error)) func(value) ([]T, error) {
	return func(v value) ([]T, error) {
		var items []json.RawMessage
		if !bytes.HasPrefix(v.json, []byte("[")) || json.Unmarshal(v.json, &items) != nil {
			return nil, v.problem("is not a list")
		}
		all := make([]T, len(items))
		for i, item := range items {
			var err error
			if all[i], err = read(value{source: v.source, key: fmt.Sprintf("%s[%d]", v.key, i), json: item}); err != nil {
				return nil, err
			}
		}
		return all, nil
	}
}

func filledList[T any](read func(value) (T, error)) func(value) ([]T, error) {
	return func(v value) ([]T, error) {
		all, err := list(read)(v)
		if err == nil && len(all) == 0 {
			return nil, v.problem("is empty")
		}
		return all, err
	}
}

// object reads the values of an object, whose keys stand there once.
func object(v value) (map[string]value, error) {
	all, ok := entries(v.json)
	if !ok {
		return nil, v.problem("is not an object")
	}
	values := make(map[string]value, len(all))
	for _, each := range all {
		inner := value{source: v.source, key: v.key + "." + each.key, json: each.value}
		if _, twice := values[each.key]; twice {
			return nil, inner.problem("stands there twice")
		}
		values[each.key] = inner
	}
	return values, nil
}

func mapOf[T any](read func(value) (T, error)) func(value) (map[string]T, error) {
	return func(v value) (map[string]T, error) {
		values, err := object(v)
		if err != nil {
			return nil, err
		}
		all := make(map[string]T, len(values))
		for key, inner := range values {
			if all[key], err = read(inner); err != nil {
				return nil, err
			}
		}
		return all, nil
	}
}

// knownObject reads an object that has only some keys.
func knownObject(v value, known ...string) (map[string]value, error) {
	values, err := object(v)
	if err != nil {
		return nil, err
	}
	for _, key := range sortedKeys(values) {
		if !slices.Contains(known, key) {
			return nil, problem("%s: %s.%s: is not a known key; known there: %s", v.source, v.key, key, strings.Join(known, ", "))
		}
	}
	return values, nil
}

// optional reads a value into its place if it is there.
func optional[T any](values map[string]value, key string, place *T, read func(value) (T, error)) error {
	if v, ok := values[key]; ok {
		return to(place, read)(v)
	}
	return nil
}

func issuer(v value) (made Issuer, _ error) {
	keys, err := knownObject(v, "issuer", "audiences", "jwksFile", "jwksUrl", "algorithms")
	if err != nil {
		return made, err
	}
	for _, needed := range []string{"issuer", "audiences"} {
		if _, ok := keys[needed]; !ok {
			return made, v.problem("has no %s", needed)
		}
	}
	made.Algorithms = []Algorithm{ES256, RS256, PS256}
	err = firstError(
		optional(keys, "issuer", &made.Issuer, filled),
		optional(keys, "audiences", &made.Audiences, filledList(filled)),
		optional(keys, "jwksFile", &made.JWKSFile, filled),
		optional(keys, "jwksUrl", &made.JWKSURL, httpsURL),
		optional(keys, "algorithms", &made.Algorithms, filledList(word(ES256, RS256, PS256))),
	)
	if err == nil && (made.JWKSFile == "") == (made.JWKSURL == nil) {
		err = v.problem("needs either jwksFile or jwksUrl")
	}
	return made, err
}

func authRule(v value) (made AuthRule, _ error) {
	keys, err := knownObject(v, "methods", "identities", "scopes")
	if err != nil {
		return made, err
	}
	if _, ok := keys["methods"]; !ok {
		return made, v.problem("has no methods")
	}
	return made, firstError(
		optional(keys, "methods", &made.Methods, filledList(methodPattern)),
		optional(keys, "identities", &made.Identities, list(text)),
		optional(keys, "scopes", &made.Scopes, list(filled)),
	)
}

func methodPattern(v value) (string, error) {
	pattern, err := filled(v)
	if err != nil || pattern == "*" {
		return pattern, err
	}
	service, method, ok := strings.Cut(pattern, "/")
	if !ok || service == "" || method == "" || strings.Contains(method, "/") {
		return "", v.problem("is none of package.Service/Method, package.Service/* and *")
	}
	return pattern, nil
}

func httpsURL(v value) (*url.URL, error) {
	written, err := filled(v)
	if err != nil {
		return nil, err
	}
	parsed, err := url.Parse(written)
	if err != nil || parsed.Scheme != "https" || parsed.Host == "" {
		return nil, v.problem("is not an https address")
	}
	return parsed, nil
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
