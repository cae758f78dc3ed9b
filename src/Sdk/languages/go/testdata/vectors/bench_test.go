package vectors

import (
	"context"
	"log/slog"
	"net"
	"os"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/internal/logs"
	ecommercev1 "example.com/grpc-service-template/testdata/vectors/proto/ecommerce/v1"
	"example.com/grpc-service-template/testdata/vectors/server"
	ecommercev1svc "example.com/grpc-service-template/testdata/vectors/services/ecommerce/v1"
)

type minimal struct {
	ecommercev1.UnimplementedProductServiceServer
}

var answer = &ecommercev1.Product{Id: "me", Name: "a product", Price: 9.99}

func (minimal) GetProduct(context.Context, *ecommercev1.GetProductRequest) (*ecommercev1.Product, error) {
	return answer, nil
}

// BenchmarkUnary compares the whole chain with a server that has none.
func BenchmarkUnary(b *testing.B) {
	b.Run("minimal", func(b *testing.B) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			b.Fatal(err)
		}
		bare := grpc.NewServer()
		ecommercev1.RegisterProductServiceServer(bare, minimal{})
		go func() { _ = bare.Serve(listener) }()
		defer bare.Stop()
		callOften(b, listener.Addr().String())
	})
	for name, log := range map[string]string{"generated": "true", "generated without a log": "false"} {
		b.Run(name, func(b *testing.B) {
			loaded, err := config.Read(server.Name, "", settingsOf("TELEMETRY__ACCESS_LOG="+log, "LIMITS__RATE__PER_SECOND=1000000000", "LIMITS__RATE__BURST=1000000000"))
			if err != nil {
				b.Fatal(err)
			}
			null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
			if err != nil {
				b.Fatal(err)
			}
			lines := logs.NewLines(null)
			defer lines.Close()
			serves, err := server.Start(b.Context(), loaded, server.Options{
				Log:                       slog.New(logs.NewHandler(lines, slog.LevelInfo, false)),
				EcommerceV1ProductService: func(*ecommercev1svc.ProductServiceDefaults) ecommercev1.ProductServiceServer { return minimal{} },
			})
			if err != nil {
				b.Fatal(err)
			}
			defer func() { _ = serves.Stop(context.Background()) }()
			callOften(b, serves.Address())
		})
	}
}

func callOften(b *testing.B, address string) {
	over, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = over.Close() }()
	client := ecommercev1.NewProductServiceClient(over)
	b.SetParallelism(16)
	b.ResetTimer()
	b.RunParallel(func(calls *testing.PB) {
		for calls.Next() {
			if _, err := client.GetProduct(context.Background(), &ecommercev1.GetProductRequest{ProductId: "me"}); err != nil {
				b.Error(err)
			}
		}
	})
}
