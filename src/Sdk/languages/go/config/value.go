package config

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// value is what somebody wrote, and where.
type value struct {
	source string // the file or variable
	key    string
	json   json.RawMessage
	text   *string // of a variable, which is JSON only where no text is asked for
}

func textValue(variable, key, text string) value {
	whole := value{source: variable, key: key, text: &text}
	if json.Valid([]byte(text)) {
		whole.json = bytes.TrimSpace([]byte(text))
	}
	return whole
}

// problem says what is wrong here, to be read after the value.
func (v value) problem(format string, parts ...any) error {
	shown := string(v.json)
	if v.text != nil {
		quoted, _ := json.Marshal(*v.text)
		shown = string(quoted)
	}
	if utf8.RuneCountInString(shown) > 80 {
		shown = string([]rune(shown)[:80]) + "…"
	}
	return problem("%s: %s: %s %w", v.source, v.key, shown, problem(format, parts...))
}

// text reads a text, which may be empty.
func text(v value) (string, error) {
	if v.text != nil {
		return *v.text, nil
	}
	var text string
	if !bytes.HasPrefix(v.json, []byte(`"`)) || json.Unmarshal(v.json, &text) != nil {
		return "", v.problem("is not a text")
	}
	return text, nil
}

// filled reads a text that says something.
func filled(v value) (string, error) {
	text, err := text(v)
	if err == nil && text == "" {
		return "", v.problem("is empty")
	}
	return text, err
}

func boolean(v value) (bool, error) {
	switch string(v.json) {
	case "true":
		return true, nil
	case "false":
		return false, nil
	default:
		return false, v.problem("is neither true nor false")
	}
}

// integer reads an integer that a setting of 32 bits can hold.
func integer(least int) func(value) (int, error) { return integerUpTo(least, math.MaxInt32) }

func integerUpTo[T int | int64](least, most T) func(value) (T, error) {
	return func(v value) (T, error) {
		parsed, err := strconv.ParseInt(string(v.json), 10, 64)
		if err != nil || parsed < int64(least) || parsed > int64(most) {
			return 0, v.problem("is not an integer from %d to %d", least, most)
		}
		return T(parsed), nil
	}
}

func number(least, most float64) func(value) (float64, error) {
	return func(v value) (float64, error) {
		parsed, err := strconv.ParseFloat(string(v.json), 64)
		switch {
		case err == nil && parsed >= least && parsed <= most:
			return parsed, nil
		case most == math.MaxFloat64:
			return 0, v.problem("is not a number from %s", shortest(least))
		default:
			return 0, v.problem("is not a number from %s to %s", shortest(least), shortest(most))
		}
	}
}

func shortest(number float64) string { return strconv.FormatFloat(number, 'f', -1, 64) }

// duration reads any duration; 0 is off.
func duration(v value) (time.Duration, error) { return durationOrOff(0)(v) }

// durationOrOff reads a duration that is not shorter than least; 0 is off.
func durationOrOff(least time.Duration) func(value) (time.Duration, error) {
	return func(v value) (time.Duration, error) {
		if parsed, err := parsedDuration(v); err != nil || parsed == 0 {
			return 0, err
		}
		return durationFrom(least)(v)
	}
}

// durationFrom reads a duration that is not shorter than least, and not off.
func durationFrom(least time.Duration) func(value) (time.Duration, error) {
	return func(v value) (time.Duration, error) {
		parsed, err := parsedDuration(v)
		switch {
		case err != nil:
			return 0, err
		case parsed > longest:
			return 0, v.problem("is longer than %sh", shortest(longest.Hours()))
		case parsed >= time.Millisecond && parsed >= least:
			return parsed, nil
		case least == 0:
			return 0, v.problem("is shorter than 1ms")
		default:
			return 0, v.problem("is shorter than %ss", shortest(least.Seconds()))
		}
	}
}

func parsedDuration(v value) (time.Duration, error) {
	written, err := text(v)
	if err != nil {
		return 0, err
	}
	parsed, ok := parseDuration(written)
	if !ok {
		return 0, v.problem("is not a duration such as 30s")
	}
	return parsed, nil
}

// longest is what timers of all languages can wait for.
const longest = 596 * time.Hour

var units = map[string]time.Duration{"ms": time.Millisecond, "s": time.Second, "m": time.Minute, "h": time.Hour}

// parseDuration reads one number and its unit.
func parseDuration(text string) (time.Duration, bool) {
	digits := strings.TrimRight(text, "msh")
	unit, ok := units[text[len(digits):]]
	if !ok || strings.Trim(digits, "0123456789.") != "" {
		return 0, false
	}
	number, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return 0, false
	}
	return time.Duration(min(number*float64(unit), float64(longest+1))), true
}

// word reads one of some words.
func word[T ~string](words ...T) func(value) (T, error) {
	return func(v value) (T, error) {
		written, err := text(v)
		if err != nil {
			return "", err
		}
		known := make([]string, len(words))
		for i, word := range words {
			if written == string(word) {
				return word, nil
			}
			known[i] = string(word)
		}
		return "", v.problem("is none of %s", strings.Join(known, ", "))
	}
}

func tlsMode(v value) (TLSMode, error) { return word(TLSMutual, TLSServer, TLSOff)(v) }

func loadBalancing(v value) (LoadBalancing, error) {
	if written, err := text(v); err == nil && written == "grpclb" {
		return "", v.problem("is deprecated; use round_robin or pick_first")
	}
	return word(RoundRobin, PickFirst)(v)
}
