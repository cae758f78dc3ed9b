package files

import (
	"bytes"
	"context"
	"crypto/sha256"
	"log/slog"
	"sync/atomic"
	"time"

	"example.com/grpc-service-template/config"
)

// usualInterval is how often files are looked at where nothing else is said: lists of callers and their keys also where
// tls.reloadInterval is off.
const usualInterval = 10 * time.Second

// Reloaded is what some files say together. They are compared by content, so that it does not matter how they change:
// written over, renamed into place, or behind symbolic links that are turned, as Kubernetes does with secrets.
type Reloaded[T any] struct {
	files   []Named
	parse   func(contents [][]byte) (T, error)
	check   func(T) error
	current atomic.Pointer[T]
	seen    []byte
	failure string
}

// Open reads files for the first time. What they hold is parsed, in the same order, and checked at every look, also when
// nothing changed; check may be nil.
func Open[T any](parse func(contents [][]byte) (T, error), check func(T) error, files ...Named) (*Reloaded[T], error) {
	reloaded := &Reloaded[T]{files: files, parse: parse, check: check}
	_, err := reloaded.takeNew()
	return reloaded, err
}

// Current is what the files said when they could be used last.
func (r *Reloaded[T]) Current() T { return *r.current.Load() }

// Look takes what the files say now; where that cannot be used, what they said before goes on to hold.
func (r *Reloaded[T]) Look(log *slog.Logger) {
	isNew, err := r.takeNew()
	switch {
	case err == nil:
		r.failure = ""
		if isNew {
			log.Info(r.files[0].Key + ": '" + r.files[0].Path + "' was read again, and holds from here on")
		}
	case err.Error() != r.failure: // once, not at every look
		r.failure = err.Error()
		log.Warn(r.failure + " (what was read before is used on)")
	}
}

func (r *Reloaded[T]) takeNew() (isNew bool, _ error) {
	contents := make([][]byte, len(r.files))
	var print []byte
	for i, file := range r.files {
		content, err := file.Read()
		if err != nil {
			return false, err
		}
		hash := sha256.Sum256(content)
		contents[i], print = content, append(print, hash[:]...)
	}
	if bytes.Equal(print, r.seen) {
		return false, r.checked(r.Current())
	}
	parsed, err := r.parse(contents)
	if err == nil {
		err = r.checked(parsed)
	}
	if err != nil {
		return false, err
	}
	r.current.Store(&parsed)
	r.seen = print
	return true, nil
}

func (r *Reloaded[T]) checked(parsed T) error {
	if r.check == nil {
		return nil
	}
	return r.check(parsed)
}

// Looker looks at files again.
type Looker interface{ Look(log *slog.Logger) }

// Watch looks at files again and again until the context ends.
func Watch(ctx context.Context, tls config.TLS, log *slog.Logger, files ...Looker) {
	interval := tls.ReloadInterval
	if interval == 0 {
		interval = usualInterval
	}
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for len(files) > 0 {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			for _, file := range files {
				file.Look(log)
			}
		}
	}
}
