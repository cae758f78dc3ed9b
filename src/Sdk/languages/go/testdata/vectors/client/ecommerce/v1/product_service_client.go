// Package ecommercev1client calls the services of ecommerce.v1, over a channel that the package client opens.
package ecommercev1client

import (
	"context"
	"iter"

	"google.golang.org/grpc"

	"example.com/grpc-service-template/internal/channel"
	ecommercev1 "example.com/grpc-service-template/testdata/vectors/proto/ecommerce/v1"
)

// ProductServiceClient calls ecommerce.v1.ProductService: the stub that protoc made, and what can be done with it. In tests
// a stand-in may take the stub's place.
type ProductServiceClient struct {
	ecommercev1.ProductServiceClient
}

// NewProductServiceClient makes a client that calls over a channel, which many may share.
func NewProductServiceClient(over grpc.ClientConnInterface) ProductServiceClient {
	return ProductServiceClient{ecommercev1.NewProductServiceClient(over)}
}

// ListProductsAll walks through all that ListProducts lists, from the request's page on; each page is asked for when the
// one before has been read. An error is the last that the walk gives.
func (c ProductServiceClient) ListProductsAll(ctx context.Context, request *ecommercev1.ListProductsRequest, options ...grpc.CallOption) iter.Seq2[*ecommercev1.Product, error] {
	ask := func(ctx context.Context, page *ecommercev1.ListProductsRequest) (grpc.ServerStreamingClient[ecommercev1.Product], error) {
		return c.ListProducts(ctx, page, options...)
	}
	return channel.StreamedPages(ctx, request, "page_token", ask)
}
