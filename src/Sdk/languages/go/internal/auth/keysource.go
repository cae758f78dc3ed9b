package auth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"example.com/grpc-service-template/internal/files"
)

// keySource is where the keys of one issuer come from.
type keySource interface {
	// current is the keys as they were read last; nil where they never were.
	current() *keySet

	// renew reads them again, because a token names a key that is not there: the issuer may have a new one.
	renew(ctx context.Context)
}

// keyFile is keys from a file, which is read again by itself.
type keyFile struct{ *files.Reloaded[*keySet] }

func (f keyFile) current() *keySet { return f.Current() }

func (f keyFile) renew(context.Context) {}

const (
	// leastBetween bounds how often callers who make up key ids have the issuer asked.
	leastBetween = 30 * time.Second

	retryAfter  = 5 * time.Second
	fetchWithin = 10 * time.Second
	mostKeyFile = 1 << 20
)

// keyURL is keys that are fetched from their issuer: at its own address and no other, in limited time and size.
type keyURL struct {
	url     *url.URL
	client  *http.Client
	refresh time.Duration
	log     *slog.Logger
	keys    atomic.Pointer[keySet]

	mutex   sync.Mutex
	begun   time.Time
	fetched chan struct{} // is closed when the fetch that was begun last is over
	failure string
}

func newKeyURL(at *url.URL, refresh time.Duration, log *slog.Logger) *keyURL {
	client := &http.Client{
		Timeout:       fetchWithin,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &keyURL{url: at, client: client, refresh: refresh, log: log}
}

func (u *keyURL) current() *keySet { return u.keys.Load() }

// run fetches the keys again and again until the context ends.
func (u *keyURL) run(ctx context.Context) {
	for {
		select {
		case <-u.begin(ctx, 0):
		case <-ctx.Done():
			return
		}
		pause := u.refresh
		if u.current() == nil {
			pause = min(pause, retryAfter)
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return
		}
	}
}

func (u *keyURL) renew(ctx context.Context) {
	select {
	case <-u.begin(context.WithoutCancel(ctx), leastBetween):
	case <-ctx.Done():
	}
}

// begin begins a fetch unless one is under way, or was begun too recently.
func (u *keyURL) begin(ctx context.Context, leastSinceLast time.Duration) <-chan struct{} {
	u.mutex.Lock()
	defer u.mutex.Unlock()
	if u.fetched != nil {
		select {
		case <-u.fetched:
		default:
			return u.fetched
		}
		if time.Since(u.begun) < leastSinceLast {
			return u.fetched
		}
	}
	u.begun = time.Now()
	done := make(chan struct{})
	u.fetched = done
	go func() {
		defer close(done)
		u.fetch(ctx)
	}()
	return done
}

func (u *keyURL) fetch(ctx context.Context) {
	keys, err := u.get(ctx)
	if err == nil {
		u.keys.Store(keys)
		u.failure = ""
		return
	}
	if failure := reasonOf(err); failure != u.failure {
		u.failure = failure
		consequence := "the keys of before are used on"
		if u.current() == nil {
			consequence = "no token can be checked"
		}
		u.log.Warn(fmt.Sprintf("auth.jwt.issuers: the keys at %s could not be fetched: %s (%s)", u.shown(), failure, consequence))
	}
}

// shown is the address without what may be secret in it.
func (u *keyURL) shown() string {
	return (&url.URL{Scheme: u.url.Scheme, Host: u.url.Host, Path: u.url.Path}).String()
}

func reasonOf(err error) string {
	var failed *url.Error
	switch {
	case errors.As(err, &failed) && failed.Timeout():
		return "did not answer in time"
	case errors.As(err, &failed):
		return failed.Err.Error()
	default:
		return err.Error()
	}
}

func (u *keyURL) get(ctx context.Context) (*keySet, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.url.String(), nil)
	if err != nil {
		return nil, err
	}
	response, err := u.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("answered %s", response.Status)
	}
	content, err := io.ReadAll(io.LimitReader(response.Body, mostKeyFile+1))
	if err != nil {
		return nil, err
	}
	if len(content) > mostKeyFile {
		return nil, errors.New("answered more than 1 MiB")
	}
	return parseKeys(content)
}
