package vectors

import (
	"errors"
	"net"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"example.com/grpc-service-template/testdata/vectors/server"
)

// pings is how often a caller without a call asks whether the server lives.
const pings = 5

func TestKeepalive_ACallerThatAsksTooOften_LosesItsConnection(t *testing.T) {
	for _, test := range []struct {
		name, minTime, permit string
		want                  http2.ErrCode
	}{
		{"as often as it likes", "0s", "true", http2.ErrCodeNo},
		{"too often", "1m", "true", http2.ErrCodeEnhanceYourCalm},
		{"without a call", "0s", "false", http2.ErrCodeEnhanceYourCalm},
	} {
		t.Run(test.name, func(t *testing.T) {
			serving := serve(t, server.Options{}, "SERVER__KEEPALIVE_MIN_TIME="+test.minTime, "SERVER__KEEPALIVE_PERMIT_WITHOUT_STREAM="+test.permit)
			if got, answers := ping(t, serving.Address); got != test.want || (got == http2.ErrCodeNo && answers != pings) {
				t.Errorf("got %s after %d answers, want %s", got, answers, test.want)
			}
		})
	}
}

// ping asks until it has all answers or is told to go.
func ping(t *testing.T, address string) (code http2.ErrCode, answers int) {
	t.Helper()
	connection, err := new(net.Dialer).DialContext(within(t, patience), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = connection.Close() }()
	_ = connection.SetDeadline(time.Now().Add(patience))
	_, err = connection.Write([]byte(http2.ClientPreface))
	framer := http2.NewFramer(connection, connection)
	if err = errors.Join(err, framer.WriteSettings()); err != nil {
		t.Fatal(err)
	}
	for range pings {
		if err := framer.WritePing(false, [8]byte{}); err != nil {
			t.Fatal(err)
		}
		if code, isGone := pong(t, framer); isGone {
			return code, answers
		}
		answers++
	}
	return http2.ErrCodeNo, answers
}

// pong waits for the answer to a ping, or for the word to go.
func pong(t *testing.T, framer *http2.Framer) (code http2.ErrCode, isGone bool) {
	t.Helper()
	for {
		frame, err := framer.ReadFrame()
		if err != nil {
			t.Fatal(err)
		}
		switch frame := frame.(type) {
		case *http2.PingFrame:
			return http2.ErrCodeNo, false
		case *http2.GoAwayFrame:
			return frame.ErrCode, true
		}
	}
}
