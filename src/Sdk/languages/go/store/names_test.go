package store

import "testing"

func TestNames_FitTheirPatterns(t *testing.T) {
	names := NamesOf("shelves/{shelf}/books/{book}", "books/{book}", "settings", "files/{path=**}")
	for name, want := range map[string]bool{
		"shelves/a/books/b": true, "books/b": true, "settings": true, "files/a/b/c": true,
		"books/": false, "books/a/b": false, "shelves/a": false, "xbooks/b": false, "settings/a": false, "": false,
	} {
		if got := names.Contain(name); got != want {
			t.Errorf("%q: got %t", name, got)
		}
	}
	if !NamesOf().Contain("anything at all") {
		t.Error("without patterns any name will do")
	}
}

func TestNames_AreMadeUnderTheirParents(t *testing.T) {
	names := NamesOf("shelves/{shelf}/books/{book}", "books/{book}")
	for _, test := range []struct{ parent, want string }{
		{"", "books/x"}, {"shelves/a", "shelves/a/books/x"}, {"shelves/-", ""}, {"shelves", ""}, {"shelves/a/books/b", ""},
	} {
		got, ok := names.Make(test.parent, "x")
		if got != test.want || ok != (test.want != "") {
			t.Errorf("%q: got %q, %t", test.parent, got, ok)
		}
	}
}

func TestIsUnder(t *testing.T) {
	for _, test := range []struct {
		name, parent string
		want         bool
	}{
		{"shelves/a/books/b", "shelves/a", true},
		{"shelves/a/books/b", "shelves/-", true},
		{"shelves/a/settings", "shelves/a", true},
		{"shelves/a/books/b", "shelves/b", false},
		{"shelves/a/books/b", "shelves/a/books/b", false},
		{"shelves/a/books/b/pages/c", "shelves/a", false},
	} {
		if got := IsUnder(test.name, test.parent); got != test.want {
			t.Errorf("%q under %q: got %t", test.name, test.parent, got)
		}
	}
}
