package vectors

import (
	"testing"

	"google.golang.org/grpc/codes"

	"example.com/grpc-service-template/testdata/vectors/server"
)

func TestInMemory_IsTheWholeServer(t *testing.T) {
	memory, err := server.StartInMemory(nil, asking)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := memory.Close(); err != nil {
			t.Error(err)
		}
	}()
	if _, err := ask(within(t, patience), memory.Conn); err != nil {
		t.Error(err)
	}
	_, err = product(within(t, patience), memory.Conn)
	wantCode(t, err, codes.OK, "")
}
