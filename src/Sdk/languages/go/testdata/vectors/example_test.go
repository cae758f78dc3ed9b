package vectors

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/testdata/vectors/client"
	ecommercev1client "example.com/grpc-service-template/testdata/vectors/client/ecommerce/v1"
	ecommercev1 "example.com/grpc-service-template/testdata/vectors/proto/ecommerce/v1"
)

// What docs/client.md shows of Go. A test of the documentation holds both together.

func byHand(ctx context.Context, request *ecommercev1.ListProductsRequest) error {
	configuration, err := config.LoadOrDefault(client.Name)
	if err != nil {
		return err
	}
	channel, err := client.Open(configuration, client.Options{})
	if err != nil {
		return err
	}
	defer channel.Close()

	products := ecommercev1client.NewProductServiceClient(channel)
	cup, err := products.GetProduct(ctx, &ecommercev1.GetProductRequest{ProductId: "cup"})
	if err != nil {
		return err
	}
	fmt.Println(cup.GetName())
	for product, err := range products.ListProductsAll(ctx, request) {
		if err != nil {
			return err
		}
		fmt.Println(product.GetName())
	}
	return nil
}

func inCode(configuration *config.Config, vault client.TokenSource, tenant grpc.UnaryClientInterceptor) (*client.Channel, error) {
	configuration.Client.Deadline = 2 * time.Second
	return client.Open(configuration, client.Options{
		TokenSource:       vault, // func(context.Context) (string, error)
		UnaryInterceptors: []grpc.UnaryClientInterceptor{tenant},
	})
}

func otherwise(ctx context.Context, products ecommercev1client.ProductServiceClient, request *ecommercev1.GetProductRequest, own client.TokenSource) error {
	var trailer metadata.MD
	ctx = metadata.AppendToOutgoingContext(ctx, "tenant", "blue")
	_, err := products.GetProduct(ctx, request,
		client.Timeout(200*time.Millisecond), // 0: as long as it likes
		client.Token(own),                    // in place of the channel's
		grpc.WaitForReady(true),
		grpc.Trailer(&trailer))
	return err
}

func untilLeft(ctx context.Context, products ecommercev1client.ProductServiceClient) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the call on the server too
	watch, err := products.WatchInventory(ctx)
	if err != nil {
		return err
	}
	for {
		change, err := watch.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		log.Println(change.GetProductId())
	}
}

// They are here to be compiled.
var _ = []any{byHand, inCode, otherwise, untilLeft}
