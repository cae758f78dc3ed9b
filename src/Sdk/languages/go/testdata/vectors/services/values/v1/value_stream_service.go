package valuesv1svc

import (
	"context"

	"google.golang.org/grpc"

	"example.com/grpc-service-template/internal/rules"
	"example.com/grpc-service-template/internal/validation"
	"example.com/grpc-service-template/store"
	valuesv1 "example.com/grpc-service-template/testdata/vectors/proto/values/v1"
)

var valueStreamGetSample = rules.NewGet[*valuesv1.SampleKey, *valuesv1.Sample](SampleType, rules.GetPlan{
	Key:  "id",
	Mask: "fields",
})

var valueStreamListSamples = rules.NewList[*valuesv1.StreamSamplesRequest, *valuesv1.Sample](SampleType, rules.ListPlan{
	Method: "values.v1.ValueStreamService/ListSamples",
	Filters: []rules.Filter{
		{Source: "text", Operator: store.Equal, Field: "text"},
		{Source: "whole", Operator: store.Equal, Field: "whole"},
		{Source: "min_ratio", Operator: store.AtLeast, Field: "ratio"},
	},
	Mask:      "fields",
	OrderBy:   "order_by",
	PageSize:  "page_size",
	PageToken: "page_token",
})

var valueStreamUpdateSample = rules.NewUpdate[*valuesv1.Sample, *valuesv1.Sample](SampleType, rules.UpdatePlan{
	WritePlan: rules.WritePlan{
		Method: "values.v1.ValueStreamService/UpdateSample",
	},
})

var valueStreamCreateSample = rules.NewCreate[*valuesv1.Sample, *valuesv1.Sample](SampleType, rules.CreatePlan{
	WritePlan: rules.WritePlan{
		Method: "values.v1.ValueStreamService/CreateSample",
	},
	TakesKeyOfBody: true,
})

// ValueStreamServicePlan is what the server must know of the methods of values.v1.ValueStreamService.
var ValueStreamServicePlan = rules.ServicePlan{
	Checks: []validation.Check{valueStreamUpdateSample.Check(), valueStreamCreateSample.Check()},
	Listings: []string{
		"values.v1.ValueStreamService/ListSamples",
	},
}

// ValueStreamServiceDefaults are the defaults of values.v1.ValueStreamService. Embed it, and write the methods that are to do something else.
type ValueStreamServiceDefaults struct {
	valuesv1.UnimplementedValueStreamServiceServer
	env *rules.Env
}

// NewValueStreamServiceDefaults makes the defaults.
func NewValueStreamServiceDefaults(env *rules.Env) *ValueStreamServiceDefaults {
	return &ValueStreamServiceDefaults{env: env}
}

// GetSample implements [valuesv1.ValueStreamServiceServer].
func (d *ValueStreamServiceDefaults) GetSample(ctx context.Context, request *valuesv1.SampleKey) (*valuesv1.Sample, error) {
	return valueStreamGetSample.Run(ctx, d.env, request)
}

// ListSamples implements [valuesv1.ValueStreamServiceServer].
func (d *ValueStreamServiceDefaults) ListSamples(request *valuesv1.StreamSamplesRequest, stream grpc.ServerStreamingServer[valuesv1.Sample]) error {
	return valueStreamListSamples.Stream(d.env, request, stream)
}

// UpdateSample implements [valuesv1.ValueStreamServiceServer].
func (d *ValueStreamServiceDefaults) UpdateSample(ctx context.Context, request *valuesv1.Sample) (*valuesv1.Sample, error) {
	return valueStreamUpdateSample.Run(ctx, d.env, request)
}

// CreateSample implements [valuesv1.ValueStreamServiceServer].
func (d *ValueStreamServiceDefaults) CreateSample(ctx context.Context, request *valuesv1.Sample) (*valuesv1.Sample, error) {
	return valueStreamCreateSample.Run(ctx, d.env, request)
}
