// Command minimal is the least that a person writes by hand: grpc-go over TLS that both sides speak, and nothing else.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log"
	"net"
	"os"
	"path/filepath"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"echo-bench/handlers"

	echov1 "example.com/echo/proto/echo/v1"
)

func main() {
	folder := os.Args[1]
	own, err := tls.LoadX509KeyPair(filepath.Join(folder, "server.crt"), filepath.Join(folder, "server.key"))
	if err != nil {
		log.Fatal(err)
	}
	authority, err := os.ReadFile(filepath.Join(folder, "ca.crt"))
	if err != nil {
		log.Fatal(err)
	}
	clients := x509.NewCertPool()
	clients.AppendCertsFromPEM(authority)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	server := grpc.NewServer(
		grpc.Creds(credentials.NewTLS(&tls.Config{Certificates: []tls.Certificate{own}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: clients})),
		grpc.MaxConcurrentStreams(1000),
	)
	echov1.RegisterEchoServiceServer(server, handlers.Echo{})
	fmt.Printf("listening on https://%s\n", listener.Addr())
	log.Fatal(server.Serve(listener))
}
