package host

import (
	"context"
	"net"
	"sync"
	"time"

	"google.golang.org/grpc/peer"

	"example.com/grpc-service-template/config"
)

const (
	// jitter is how much earlier or later than said the library closes a connection.
	jitter = 0.1

	// farewell is how long the caller has to read that it is to move before its watches end, or it would open them again on
	// the old connection.
	farewell = 100 * time.Millisecond
)

// connections remembers when connections were opened. The library tells callers to leave an old one, and nobody else:
// watches, which have no end of their own, would be cut off with it.
type connections struct {
	net.Listener
	age   time.Duration
	keep  time.Duration
	mutex sync.Mutex
	born  map[string]time.Time
	order []connection
}

type connection struct {
	address string
	born    time.Time
}

// newConnections has a listener's connections remembered; false where none is ever too old.
func newConnections(listener net.Listener, server config.Server) (*connections, bool) {
	age := time.Duration(float64(server.MaxConnectionAge)*(1+jitter)) + farewell
	return &connections{
		Listener: listener,
		age:      age,
		keep:     age + server.MaxConnectionAgeGrace,
		born:     map[string]time.Time{},
	}, server.MaxConnectionAge > 0
}

// Accept implements [net.Listener].
func (c *connections) Accept() (net.Conn, error) {
	accepted, err := c.Listener.Accept()
	if err == nil {
		c.remember(connection{accepted.RemoteAddr().String(), time.Now()})
	}
	return accepted, err
}

// oldAt tells when the connection of a call is too old for watches.
func (c *connections) oldAt(ctx context.Context) time.Time {
	caller, ok := peer.FromContext(ctx)
	if !ok {
		return time.Now().Add(c.age)
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.born[caller.Addr.String()].Add(c.age)
}

// remember notes a connection, and forgets those that cannot be open any more.
func (c *connections) remember(opened connection) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for len(c.order) > 0 && time.Since(c.order[0].born) > c.keep {
		if oldest := c.order[0]; c.born[oldest.address].Equal(oldest.born) {
			delete(c.born, oldest.address)
		}
		c.order = c.order[1:]
	}
	c.order = append(c.order, opened)
	c.born[opened.address] = opened.born
}
