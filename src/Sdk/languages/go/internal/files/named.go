// Package files reads the files that the configuration names, and reads them again when they change.
package files

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"example.com/grpc-service-template/config"
)

const mostBytes = 1 << 20

// mark is what some editors put before a text in UTF-8. It is no part of a name or of a key.
var mark = []byte("\ufeff")

// Named is a file that the configuration names by one of its keys.
type Named struct {
	Config *config.Config
	Key    string // such as tls.certificate
	Path   string
	Mend   string // what to do where something is wrong with it; to be read after a semicolon
}

// Problem says what is wrong with the file, to be read after its name.
func (n Named) Problem(format string, parts ...any) error {
	return n.Config.Problem("%s: '%s' %s; %s", n.Key, n.Path, fmt.Sprintf(format, parts...), n.Mend)
}

// Read reads what the file holds now.
func (n Named) Read() ([]byte, error) {
	if strings.Contains(n.Path, "-----BEGIN ") {
		// It may be a key, which must not be told.
		return nil, n.Config.Problem("%s: holds PEM itself in place of the path of a file; %s", n.Key, n.Mend)
	}
	file, err := os.Open(n.Path)
	if err != nil {
		return nil, n.unreadable(err)
	}
	defer func() { _ = file.Close() }()
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return nil, n.Problem("is a folder")
	}
	content, err := io.ReadAll(io.LimitReader(file, mostBytes+1))
	switch {
	case err != nil:
		return nil, n.unreadable(err)
	case len(content) > mostBytes:
		return nil, n.Problem("is larger than 1 MiB")
	default:
		return bytes.TrimPrefix(content, mark), nil
	}
}

func (n Named) unreadable(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return n.Problem("does not exist")
	}
	var cause *fs.PathError
	if errors.As(err, &cause) {
		err = cause.Err
	}
	return n.Problem("cannot be read (%v)", err)
}
