package ecommercev1svc

import (
	"context"

	"google.golang.org/grpc"

	"example.com/grpc-service-template/internal/rules"
	"example.com/grpc-service-template/store"
	ecommercev1 "example.com/grpc-service-template/testdata/vectors/proto/ecommerce/v1"
)

var productGetProduct = rules.NewGet[*ecommercev1.GetProductRequest, *ecommercev1.Product](ProductType, rules.GetPlan{
	Key:  "product_id",
	Mask: "fields",
})

var productListProducts = rules.NewList[*ecommercev1.ListProductsRequest, *ecommercev1.Product](ProductType, rules.ListPlan{
	Method: "ecommerce.v1.ProductService/ListProducts",
	Filters: []rules.Filter{
		{Source: "category", Operator: store.Has, Field: "categories"},
		{Source: "filter.min_price", Operator: store.AtLeast, Field: "price"},
		{Source: "filter.max_price", Operator: store.AtMost, Field: "price"},
	},
	OrderBy:     "order_by",
	PageSize:    "page_size",
	PageToken:   "page_token",
	Unsupported: []string{"filter.tags"},
})

var productImportProducts = rules.NewImport[*ecommercev1.Product, *ecommercev1.ImportSummary](ProductType, rules.ImportPlan{
	Received:   "total_received",
	Stored:     "successful",
	Failed:     "failed",
	Errors:     "errors",
	ErrorIndex: "index",
	ErrorKey:   "product_id",
	ErrorText:  "error",
})

var productWatchInventory = rules.NewCommand[*ecommercev1.InventoryUpdate, *ecommercev1.InventoryChange](ProductType, rules.CommandPlan{
	Key:    "product_id",
	Target: "inventory",
	Delta:  "quantity_change",
	Change: rules.ChangePlan{Key: "product_id", Old: "old_quantity", New: "new_quantity", Time: "timestamp", Actor: "triggered_by"},
})

var productBatchGetProducts = rules.NewBatchGet[*ecommercev1.BatchGetProductsRequest, *ecommercev1.BatchGetProductsResponse](ProductType, rules.BatchGetPlan{
	Keys:     "product_ids",
	Mask:     "fields",
	Items:    "products",
	NotFound: "not_found",
})

// ProductServicePlan is what the server must know of the methods of ecommerce.v1.ProductService.
var ProductServicePlan = rules.ServicePlan{
	Listings: []string{
		"ecommerce.v1.ProductService/ListProducts",
		"ecommerce.v1.ProductService/ImportProducts",
	},
	Feeds: []string{
		"ecommerce.v1.ProductService/WatchInventory",
	},
}

// ProductServiceDefaults are the defaults of ecommerce.v1.ProductService. Embed it, and write the methods that are to do something else.
type ProductServiceDefaults struct {
	ecommercev1.UnimplementedProductServiceServer
	env *rules.Env
}

// NewProductServiceDefaults makes the defaults.
func NewProductServiceDefaults(env *rules.Env) *ProductServiceDefaults {
	return &ProductServiceDefaults{env: env}
}

// GetProduct implements [ecommercev1.ProductServiceServer].
func (d *ProductServiceDefaults) GetProduct(ctx context.Context, request *ecommercev1.GetProductRequest) (*ecommercev1.Product, error) {
	return productGetProduct.Run(ctx, d.env, request)
}

// ListProducts implements [ecommercev1.ProductServiceServer].
func (d *ProductServiceDefaults) ListProducts(request *ecommercev1.ListProductsRequest, stream grpc.ServerStreamingServer[ecommercev1.Product]) error {
	return productListProducts.Stream(d.env, request, stream)
}

// ImportProducts implements [ecommercev1.ProductServiceServer].
func (d *ProductServiceDefaults) ImportProducts(stream grpc.ClientStreamingServer[ecommercev1.Product, ecommercev1.ImportSummary]) error {
	return productImportProducts.Run(d.env, stream)
}

// WatchInventory implements [ecommercev1.ProductServiceServer].
func (d *ProductServiceDefaults) WatchInventory(stream grpc.BidiStreamingServer[ecommercev1.InventoryUpdate, ecommercev1.InventoryChange]) error {
	return productWatchInventory.Run(d.env, stream)
}

// BatchGetProducts implements [ecommercev1.ProductServiceServer].
func (d *ProductServiceDefaults) BatchGetProducts(ctx context.Context, request *ecommercev1.BatchGetProductsRequest) (*ecommercev1.BatchGetProductsResponse, error) {
	return productBatchGetProducts.Run(ctx, d.env, request)
}
