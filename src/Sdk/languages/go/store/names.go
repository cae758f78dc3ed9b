package store

import (
	"regexp"
	"slices"
	"strings"
)

const wildcard = "-"

// Names are the forms that resource names may have, such as "shelves/{shelf}/books/{book}". The zero value allows any
// name.
type Names struct{ forms []form }

// NamesOf takes patterns apart, which are in the syntax of google.api.resource.
func NamesOf(patterns ...string) Names {
	forms := make([]form, len(patterns))
	for i, pattern := range patterns {
		forms[i] = formOf(pattern)
	}
	return Names{forms}
}

// AreAny says whether any name will do.
func (n Names) AreAny() bool { return len(n.forms) == 0 }

// Contain says whether a name has one of the forms.
func (n Names) Contain(name string) bool {
	return n.AreAny() || slices.ContainsFunc(n.forms, func(f form) bool { return f.whole.MatchString(name) })
}

// CanLieUnder says whether names can lie under a parent.
func (n Names) CanLieUnder(parent string) bool {
	return slices.ContainsFunc(n.forms, func(f form) bool { return f.parent.MatchString(parent) })
}

// Make makes the name of what a parent calls by an id; false where no form with a place for an id fits.
func (n Names) Make(parent, id string) (string, bool) {
	fitting := slices.IndexFunc(n.forms, func(f form) bool { return f.takesID() && f.parent.MatchString(parent) })
	if fitting < 0 || slices.Contains(strings.Split(parent, "/"), wildcard) {
		return "", false
	}
	return n.forms[fitting].make(parent, id), true
}

// form is one pattern, taken apart: its parent's segments, and those of its own.
type form struct {
	own    []string
	whole  *regexp.Regexp
	parent *regexp.Regexp
}

func formOf(pattern string) form {
	segments := strings.Split(pattern, "/")
	own := 1
	if isVariable(segments[len(segments)-1]) {
		own = min(2, len(segments))
	}
	parent := len(segments) - own
	return form{
		own:    segments[parent:],
		whole:  matcher(pattern),
		parent: matcher(strings.Join(segments[:parent], "/")),
	}
}

// takesID is false for what there is only one of, below its parent or at all.
func (f form) takesID() bool { return isVariable(f.own[len(f.own)-1]) }

func (f form) make(parent, id string) string {
	own := slices.Clone(f.own)
	for i, segment := range own {
		if isVariable(segment) {
			own[i] = id
		}
	}
	name := strings.Join(own, "/")
	if parent == "" {
		return name
	}
	return parent + "/" + name
}

func isVariable(segment string) bool { return strings.Contains(segment, "{") }

var variables = regexp.MustCompile(`\{[^}]*\}|\*`)

// matcher matches what has the pattern's form; a variable stands for one segment, unless it says that it stands for many.
func matcher(pattern string) *regexp.Regexp {
	var expression strings.Builder
	expression.WriteString(`\A`)
	rest := 0
	for _, found := range variables.FindAllStringIndex(pattern, -1) {
		expression.WriteString(regexp.QuoteMeta(pattern[rest:found[0]]))
		if variable := pattern[found[0]:found[1]]; variable == "*" || strings.HasSuffix(variable, "=**}") {
			expression.WriteString(`.+`)
		} else {
			expression.WriteString(`[^/]+`)
		}
		rest = found[1]
	}
	expression.WriteString(regexp.QuoteMeta(pattern[rest:]))
	expression.WriteString(`\z`)
	return regexp.MustCompile(expression.String())
}
