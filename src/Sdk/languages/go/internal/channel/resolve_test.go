package channel_test

import (
	"context"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
	"google.golang.org/grpc/codes"

	"example.com/grpc-service-template/internal/channel"
	ecommercev1 "example.com/grpc-service-template/testdata/vectors/proto/ecommerce/v1"
)

// directory is a name server of this machine; Go resolves by it for the time of a test.
type directory struct {
	mutex sync.Mutex
	known map[string][]byte // last numbers of addresses 127.0.0.x; a name without any is unknown
	asked int
}

func useDirectory(t *testing.T) *directory {
	t.Helper()
	socket, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	made := &directory{known: map[string][]byte{}}
	done := make(chan struct{})
	go func() {
		defer close(done)
		made.serve(socket)
	}()
	before := net.DefaultResolver
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", socket.LocalAddr().String())
	}}
	t.Cleanup(func() {
		net.DefaultResolver = before
		_ = socket.Close()
		<-done
	})
	return made
}

func (d *directory) set(name string, addresses ...byte) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.known[name] = addresses
}

func (d *directory) count() int {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	return d.asked
}

func (d *directory) serve(socket net.PacketConn) {
	for buffer := make([]byte, 512); ; {
		length, from, err := socket.ReadFrom(buffer)
		if err != nil {
			return
		}
		var message dnsmessage.Message
		if message.Unpack(buffer[:length]) == nil {
			d.answer(&message)
			packed, _ := message.Pack()
			_, _ = socket.WriteTo(packed, from)
		}
	}
}

func (d *directory) answer(message *dnsmessage.Message) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	question := message.Questions[0]
	addresses := d.known[strings.TrimSuffix(question.Name.String(), ".")]
	message.Response, message.Authoritative, message.Additionals = true, true, nil
	if len(addresses) == 0 {
		message.RCode = dnsmessage.RCodeNameError
	}
	if question.Type != dnsmessage.TypeA {
		return
	}
	d.asked++
	for _, last := range addresses {
		message.Answers = append(message.Answers, dnsmessage.Resource{
			Header: dnsmessage.ResourceHeader{Name: question.Name, Class: question.Class},
			Body:   &dnsmessage.AResource{A: [4]byte{127, 0, 0, last}},
		})
	}
}

func TestName_IsResolvedAgain_ByTheClock_AndWhenItsServerHasGone(t *testing.T) {
	names := useDirectory(t)
	made := make([]answers, 3)
	first := serve(t, &made[0], "127.0.0.1:0")
	_, at, _ := net.SplitHostPort(first.address)
	second := serve(t, &made[1], "127.0.0.2:"+at)
	names.set("shop.test", 1)
	names.set("other.test", 1) // the same server by another name counts once

	configuration := plaintext("shop.test:"+at, "other.test:"+at)
	over := ecommercev1.NewProductServiceClient(open(t, configuration, channel.Options{ResolveInterval: time.Second}))
	stop := callOften(t, 2, func() error { return ask(t, over) })
	eventually(t, "calls of the first", func() bool { return made[0].calls.Load() > 20 })
	names.set("shop.test", 1, 2)
	eventually(t, "calls of the second", func() bool { return made[1].calls.Load() > 20 })

	// A name that is unknown for a while leads to where it led.
	names.set("shop.test")
	asked := names.count()
	eventually(t, "questions", func() bool { return names.count() > asked+2 })
	before := made[1].calls.Load()
	eventually(t, "more calls of the second", func() bool { return made[1].calls.Load() > before+20 })
	stop()

	// A server that moves is found long before the clock says so.
	moving := plaintext("moving.test:" + at)
	moving.Client.Breaker.Failures = 0
	slow := ecommercev1.NewProductServiceClient(open(t, moving, channel.Options{ResolveInterval: time.Hour}))
	names.set("moving.test", 2)
	eventually(t, "an answer", func() bool { return ask(t, slow) == nil })
	serve(t, &made[2], "127.0.0.3:"+at)
	names.set("moving.test", 3)
	second.Stop()
	eventually(t, "calls of the third", func() bool { return ask(t, slow) == nil && made[2].calls.Load() > 0 })
}

func TestName_ThatIsUnknown_IsUnavailable_AndNamed(t *testing.T) {
	names := useDirectory(t)
	made := &answers{}
	_, at, _ := net.SplitHostPort(serve(t, made, "").address)
	configuration := plaintext()
	configuration.Client.Target = "dns:///nowhere.test:" + at
	configuration.Client.Breaker.Failures = 0
	over := ecommercev1.NewProductServiceClient(open(t, configuration, channel.Options{ResolveInterval: time.Hour}))
	wantCode(t, ask(t, over), codes.Unavailable, "nowhere.test:"+at+" cannot be found")

	// It is looked for again soon.
	names.set("nowhere.test", 1)
	eventually(t, "an answer", func() bool { return ask(t, over) == nil })
}
