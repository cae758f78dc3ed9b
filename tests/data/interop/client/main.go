// Command interop-client runs one case of grpc-go's own interoperability client. Its checks end the program where a server answers otherwise.
//
//	interop-client [-tls FOLDER] [-gzip] HOST:PORT CASE
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"log"
	"os"
	"path/filepath"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/encoding/gzip"
	"google.golang.org/grpc/interop"
	testgrpc "google.golang.org/grpc/interop/grpc_testing"
)

type check = func(context.Context, testgrpc.TestServiceClient, ...grpc.CallOption)

var checks = map[string]check{
	"empty_unary":                 interop.DoEmptyUnaryCall,
	"large_unary":                 interop.DoLargeUnaryCall,
	"client_streaming":            interop.DoClientStreaming,
	"server_streaming":            interop.DoServerStreaming,
	"ping_pong":                   interop.DoPingPong,
	"empty_stream":                interop.DoEmptyStream,
	"timeout_on_sleeping_server":  interop.DoTimeoutOnSleepingServer,
	"cancel_after_begin":          interop.DoCancelAfterBegin,
	"cancel_after_first_response": interop.DoCancelAfterFirstResponse,
	"status_code_and_message":     interop.DoStatusCodeAndMessage,
	"special_status_message":      interop.DoSpecialStatusMessage,
	"custom_metadata":             interop.DoCustomMetadata,
}

func main() {
	folder := flag.String("tls", "", "the folder with ca.crt, client.crt and client.key")
	compressed := flag.Bool("gzip", false, "compress requests")
	flag.Parse()
	address, name := flag.Arg(0), flag.Arg(1)

	options := []grpc.DialOption{grpc.WithTransportCredentials(mutual(*folder))}
	if *compressed {
		options = append(options, grpc.WithDefaultCallOptions(grpc.UseCompressor(gzip.Name)))
	}
	open := func() (*grpc.ClientConn, func()) {
		connection, err := grpc.NewClient(address, options...)
		if err != nil {
			log.Fatal(err)
		}
		return connection, func() { _ = connection.Close() }
	}
	connection, closed := open()
	defer closed()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()

	client := testgrpc.NewTestServiceClient(connection)
	switch name {
	case "unimplemented_method":
		interop.DoUnimplementedMethod(ctx, connection)
	case "unimplemented_service":
		interop.DoUnimplementedService(ctx, testgrpc.NewUnimplementedServiceClient(connection))
	case "pick_first_unary":
		interop.DoPickFirstUnary(ctx, client)
	case "rpc_soak":
		interop.DoSoakTest(ctx, soak(address, func() (*grpc.ClientConn, func()) { return connection, func() {} }))
	case "channel_soak":
		interop.DoSoakTest(ctx, soak(address, open))
	default:
		run, known := checks[name]
		if !known {
			log.Fatalf("%q is no case", name)
		}
		run(ctx, client)
	}
}

func soak(address string, open func() (*grpc.ClientConn, func())) interop.SoakTestConfig {
	return interop.SoakTestConfig{
		RequestSize: 271828, ResponseSize: 314159, PerIterationMaxAcceptableLatency: 10 * time.Second, OverallTimeout: 30 * time.Second,
		ServerAddr: address, NumWorkers: 4, Iterations: 20, ChannelForTest: open,
	}
}

func mutual(folder string) credentials.TransportCredentials {
	authority, err := os.ReadFile(filepath.Join(folder, "ca.crt"))
	if err != nil {
		log.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority)
	own, err := tls.LoadX509KeyPair(filepath.Join(folder, "client.crt"), filepath.Join(folder, "client.key"))
	if err != nil {
		log.Fatal(err)
	}
	return credentials.NewTLS(&tls.Config{RootCAs: roots, Certificates: []tls.Certificate{own}})
}
