package ecommercev1svc

import (
	"example.com/grpc-service-template/store"
	ecommercev1 "example.com/grpc-service-template/testdata/vectors/proto/ecommerce/v1"
)

// ProductType is ecommerce.v1.Product, by its id.
var ProductType = store.NewType(&ecommercev1.Product{}, store.Fields{
	Key:        "id",
	CreateTime: "created_at",
	UpdateTime: "updated_at",
})
