// Command peer serves the tests' contract, or calls it as standard input says; ../README.md has the protocol.
package main

import (
	"context"
	"errors"
	"log/slog"
	"os"

	peersv1 "example.com/peers/proto/peers/v1"
	"example.com/peers/server"
	peersv1svc "example.com/peers/services/peers/v1"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "call" {
		if err := call(os.Stdin, os.Stdout); err != nil {
			slog.Error("the caller ended", "error", err)
			os.Exit(1)
		}
		return
	}
	done := &counts{}
	server.Main(server.Options{
		PeersV1ActService: func(defaults *peersv1svc.ActServiceDefaults) peersv1.ActServiceServer {
			return &acts{defaults, done}
		},
		Ready: ready,
	})
}

// ready fails as long as the file is there that PEER_NOT_READY names.
func ready(context.Context) error {
	if _, err := os.Stat(os.Getenv("PEER_NOT_READY")); err == nil {
		return errors.New("the test says so")
	}
	return nil
}
