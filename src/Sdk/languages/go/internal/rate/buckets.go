// Package rate counts what many callers do.
package rate

import (
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

// mostNames bounds how many names have a bucket: those that were not heard of for longest are forgotten first.
const mostNames = 10_000

// Buckets are buckets of tokens, one for each name. Nil ones never run out.
type Buckets struct {
	perSecond rate.Limit
	burst     int
	clock     func() time.Time
	byName    *lru.Cache[string, *rate.Limiter]
}

// NewBuckets makes buckets that hold burst tokens, and have them at first, and gain some per second. It answers nil where
// either is 0.
func NewBuckets(perSecond float64, burst int, clock func() time.Time) *Buckets {
	if perSecond <= 0 || burst <= 0 {
		return nil
	}
	byName, err := lru.New[string, *rate.Limiter](mostNames)
	if err != nil {
		panic(err) // only for a size that is not positive
	}
	return &Buckets{rate.Limit(perSecond), burst, clock, byName}
}

// Take takes a token from a name's bucket, and answers 0; or how long it takes until there is one. The empty name has as
// many as it likes.
func (b *Buckets) Take(name string) time.Duration {
	if b == nil || name == "" {
		return 0
	}
	now := b.clock()
	taken := b.find(name).ReserveN(now, 1)
	wait := taken.DelayFrom(now)
	if wait > 0 {
		taken.CancelAt(now)
	}
	return wait
}

func (b *Buckets) find(name string) *rate.Limiter {
	if found, ok := b.byName.Get(name); ok {
		return found
	}
	fresh := rate.NewLimiter(b.perSecond, b.burst)
	if earlier, ok, _ := b.byName.PeekOrAdd(name, fresh); ok { // another call was faster
		return earlier
	}
	return fresh
}
