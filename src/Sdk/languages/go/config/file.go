package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	fileArgument = "--config"
	fileVariable = "GRPC_SERVICE_FILE"
)

// places lists where the file can be: beside the program, and in the working folder; never in a parent folder, where it
// could be someone else's.
func places() []string {
	here := filepath.Join("config", "service.json")
	program, err := os.Executable()
	if err != nil {
		return []string{here}
	}
	return []string{filepath.Join(filepath.Dir(program), here), here}
}

// find finds the file that must be there.
func find(args []string) (string, error) {
	if file, err := named(args); err != nil || file != "" {
		return file, err
	}
	if file, err := search(); err != nil || file != "" {
		return file, err
	}
	looked := make([]string, 0, 2)
	for _, place := range places() {
		looked = append(looked, "'"+absolute(place)+"'")
	}
	return "", problem("there is no configuration: neither %s exists. Name a file with %s FILE or %s",
		strings.Join(looked, " nor "), fileArgument, fileVariable)
}

// search finds the file without a look at arguments; it is empty where there is none.
func search() (string, error) {
	if file, err := named(nil); err != nil || file != "" {
		return file, err
	}
	for _, place := range places() {
		if exists(place) {
			return place, nil
		}
	}
	return "", nil
}

func named(args []string) (string, error) {
	for i, arg := range args {
		if arg == fileArgument && i+1 == len(args) {
			return "", problem("%s: names no file", fileArgument)
		}
		if arg == fileArgument {
			return existing(fileArgument, args[i+1])
		}
		if file, ok := strings.CutPrefix(arg, fileArgument+"="); ok {
			return existing(fileArgument, file)
		}
	}
	if file := os.Getenv(fileVariable); file != "" {
		return existing(fileVariable, file)
	}
	return "", nil
}

func existing(by, file string) (string, error) {
	if file == "" {
		return "", problem("%s: names no file", by)
	}
	if !exists(file) {
		return "", problem("%s: the file '%s' does not exist", by, absolute(file))
	}
	return file, nil
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

func absolute(file string) string {
	if whole, err := filepath.Abs(file); err == nil {
		return whole
	}
	return file
}

func readFile(file string, settings []setting) error {
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		return problem("%s: is a folder", file)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return problem("%s: cannot be read: %w", file, err)
	}
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	var whole json.RawMessage
	if err := json.Unmarshal(content, &whole); err != nil {
		line, column := positionOf(content, err)
		return problem("%s(%d,%d): is not JSON; comments and trailing commas are not allowed", file, line, column)
	}
	byKey := make(map[string]setting, len(settings))
	for _, each := range settings {
		byKey[each.key] = each
	}
	return walk(file, "", whole, byKey)
}

func positionOf(content []byte, err error) (line, column int) {
	offset := len(content)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		offset = max(0, int(syntax.Offset)-1)
	}
	before := content[:min(offset, len(content))]
	return bytes.Count(before, []byte("\n")) + 1, len(before) - bytes.LastIndexByte(before, '\n')
}

// walk takes the settings of a section, whose keys begin with the prefix.
func walk(file, prefix string, section json.RawMessage, settings map[string]setting) error {
	all, ok := entries(section)
	if !ok {
		name := strings.TrimSuffix(prefix, ".")
		if name == "" {
			name = "the whole"
		}
		return problem("%s: %s: is not an object", file, name)
	}
	seen := map[string]bool{}
	for _, each := range all {
		key := prefix + each.key
		if seen[key] {
			return problem("%s: %s: stands there twice", file, key)
		}
		seen[key] = true
		if err := walkEntry(file, prefix, key, each.value, settings); err != nil {
			return err
		}
	}
	return nil
}

func walkEntry(file, prefix, key string, written json.RawMessage, settings map[string]setting) error {
	if known, ok := settings[key]; ok {
		return known.take(value{source: file, key: key, json: written})
	}
	isSection := func(known string) bool { return strings.HasPrefix(known, key+".") }
	switch {
	case slices.ContainsFunc(sortedKeys(settings), isSection):
		return walk(file, key+".", written, settings)
	case key == "$schema":
		return nil
	default:
		return problem("%s: %s: is not a known key; known there: %s", file, key, strings.Join(knownUnder(prefix, settings), ", "))
	}
}

func knownUnder(prefix string, settings map[string]setting) []string {
	var names []string
	for _, key := range sortedKeys(settings) {
		if rest, ok := strings.CutPrefix(key, prefix); ok {
			name, _, _ := strings.Cut(rest, ".")
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func sortedKeys[V any](of map[string]V) []string { return slices.Sorted(maps.Keys(of)) }
