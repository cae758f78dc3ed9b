package valuesv1svc

import (
	"example.com/grpc-service-template/store"
	valuesv1 "example.com/grpc-service-template/testdata/vectors/proto/values/v1"
)

// SampleType is values.v1.Sample, by its id.
var SampleType = store.NewType(&valuesv1.Sample{}, store.Fields{
	Key: "id",
})
