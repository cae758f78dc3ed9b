package interceptors

import (
	"context"
	"net/netip"
	"strings"
	"time"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/internal/rate"
	"example.com/grpc-service-template/rpcerr"
)

// Rates hold callers to limits.rate.
type Rates struct {
	key     []config.RateKey
	callers *rate.Buckets
}

// NewRates makes the buckets of all callers.
func NewRates(limits config.Rate, clock func() time.Time) *Rates {
	return &Rates{limits.Key, rate.NewBuckets(limits.PerSecond, limits.Burst, clock)}
}

// Guard refuses callers that make more calls than they may.
func (r *Rates) Guard(_ context.Context, call *Call) error {
	if isExempt(call) {
		return nil
	}
	if wait := r.callers.Take(r.nameOf(call.identity)); wait > 0 {
		return rpcerr.RateLimited(wait)
	}
	return nil
}

// Wait counts one more command of a call, once its caller may send one.
func (r *Rates) Wait(ctx context.Context) error {
	for {
		wait := r.callers.Take(r.nameOf(IdentityFrom(ctx)))
		if wait == 0 {
			return nil
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// nameOf is what a caller's calls are counted by; empty where it has nothing of the kind.
func (r *Rates) nameOf(identity Identity) string {
	for _, key := range r.key {
		name := identity.Subject
		switch key {
		case config.RateByCertificate:
			name = identity.Certificate
		case config.RateByAddress:
			name = networkOf(identity.Address)
		}
		if name != "" {
			return name
		}
	}
	return ""
}

// networkOf is an address; whoever has one IPv6 address has its whole /64.
func networkOf(address string) string {
	parsed, err := netip.ParseAddr(strings.TrimPrefix(address, "ip:"))
	if err != nil || !parsed.Is6() {
		return address
	}
	return "ip:" + netip.PrefixFrom(parsed, 64).Masked().String()
}
