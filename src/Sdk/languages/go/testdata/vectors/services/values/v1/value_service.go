package valuesv1svc

import (
	"context"

	"google.golang.org/grpc"

	"example.com/grpc-service-template/internal/rules"
	"example.com/grpc-service-template/internal/validation"
	"example.com/grpc-service-template/store"
	valuesv1 "example.com/grpc-service-template/testdata/vectors/proto/values/v1"
)

var valueCreateSample = rules.NewCreate[*valuesv1.CreateSampleRequest, *valuesv1.Sample](SampleType, rules.CreatePlan{
	WritePlan: rules.WritePlan{
		Method: "values.v1.ValueService/CreateSample",
	},
	Body:           "sample",
	ID:             "sample_id",
	TakesKeyOfBody: true,
})

var valueGetSample = rules.NewGet[*valuesv1.GetSampleRequest, *valuesv1.GetSampleResponse](SampleType, rules.GetPlan{
	Key:     "sample_id",
	Mask:    "read_mask",
	Wrapper: "sample",
})

var valueListSamples = rules.NewList[*valuesv1.ListSamplesRequest, *valuesv1.ListSamplesResponse](SampleType, rules.ListPlan{
	Method: "values.v1.ValueService/ListSamples",
	Filters: []rules.Filter{
		{Source: "ratio", Operator: store.Equal, Field: "ratio"},
		{Source: "min_ratio", Operator: store.AtLeast, Field: "ratio"},
		{Source: "max_ratio", Operator: store.AtMost, Field: "ratio"},
		{Source: "min_share", Operator: store.AtLeast, Field: "share"},
		{Source: "whole", Operator: store.Equal, Field: "whole"},
		{Source: "min_whole", Operator: store.AtLeast, Field: "whole"},
		{Source: "max_large", Operator: store.AtMost, Field: "large"},
		{Source: "min_count", Operator: store.AtLeast, Field: "count"},
		{Source: "max_total", Operator: store.AtMost, Field: "total"},
		{Source: "shift", Operator: store.Equal, Field: "shift"},
		{Source: "min_offset", Operator: store.AtLeast, Field: "offset"},
		{Source: "code", Operator: store.Equal, Field: "code"},
		{Source: "max_hash", Operator: store.AtMost, Field: "hash"},
		{Source: "step", Operator: store.Equal, Field: "step"},
		{Source: "min_mark", Operator: store.AtLeast, Field: "mark"},
		{Source: "flag", Operator: store.Equal, Field: "flag"},
		{Source: "text", Operator: store.Equal, Field: "text"},
		{Source: "data", Operator: store.Equal, Field: "data"},
		{Source: "kind", Operator: store.In, Field: "kind"},
		{Source: "min_time", Operator: store.AtLeast, Field: "time"},
		{Source: "time", Operator: store.Equal, Field: "time"},
		{Source: "max_span", Operator: store.AtMost, Field: "span"},
		{Source: "min_maybe_whole", Operator: store.AtLeast, Field: "maybe_whole"},
		{Source: "maybe_text", Operator: store.Equal, Field: "maybe_text"},
		{Source: "opt_whole", Operator: store.Equal, Field: "opt_whole"},
		{Source: "number", Operator: store.Has, Field: "numbers"},
		{Source: "label", Operator: store.Has, Field: "labels"},
		{Source: "labels", Operator: store.All, Field: "labels"},
		{Source: "numbers", Operator: store.All, Field: "numbers"},
		{Source: "bounds.min_opt_whole", Operator: store.AtLeast, Field: "opt_whole"},
		{Source: "bounds.opt_kind", Operator: store.Equal, Field: "opt_kind"},
		{Source: "bounds.text", Operator: store.In, Field: "text"},
		{Source: "maybe_flag", Operator: store.Equal, Field: "maybe_flag"},
		{Source: "opt_text", Operator: store.In, Field: "opt_text"},
		{Source: "times", Operator: store.All, Field: "times"},
	},
	Mask:          "field_mask",
	OrderBy:       "order_by",
	PageSize:      "page_size",
	PageToken:     "page_token",
	Items:         "samples",
	NextPageToken: "next_page_token",
	TotalSize:     "total_size",
	Unsupported:   []string{"bounds.colour"},
})

var valueUpdateSample = rules.NewUpdate[*valuesv1.UpdateSampleRequest, *valuesv1.Sample](SampleType, rules.UpdatePlan{
	WritePlan: rules.WritePlan{
		Method: "values.v1.ValueService/UpdateSample",
	},
	Body: "sample",
	Mask: "update_mask",
})

var valueDeleteSample = rules.NewDelete[*valuesv1.DeleteSampleRequest, *valuesv1.Sample](SampleType, rules.DeletePlan{
	WritePlan: rules.WritePlan{
		Method: "values.v1.ValueService/DeleteSample",
	},
	Key: "id",
})

var valueBatchGetSamples = rules.NewBatchGet[*valuesv1.BatchGetSamplesRequest, *valuesv1.BatchGetSamplesResponse](SampleType, rules.BatchGetPlan{
	Keys:     "sample_ids",
	Mask:     "paths",
	Items:    "samples",
	NotFound: "missing_sample_ids",
})

var valueImportSamples = rules.NewImport[*valuesv1.Sample, *valuesv1.ImportSamplesResponse](SampleType, rules.ImportPlan{
	Received:  "received",
	Stored:    "imported",
	Failed:    "failed",
	Errors:    "failures",
	ErrorKey:  "sample_id",
	ErrorText: "error",
})

var valueWatchWhole = rules.NewCommand[*valuesv1.WholeCommand, *valuesv1.WholeChange](SampleType, rules.CommandPlan{
	Key:    "sample_id",
	Target: "whole",
	Delta:  "whole_change",
	Change: rules.ChangePlan{Key: "sample_id", Old: "old_whole", New: "whole", Time: "time", Actor: "changed_by"},
})

var valueWatchCount = rules.NewCommand[*valuesv1.CountCommand, *valuesv1.CountChange](SampleType, rules.CommandPlan{
	Key:    "id",
	Target: "count",
	Delta:  "delta",
	Change: rules.ChangePlan{Key: "id", Old: "old_value", New: "new_value"},
})

var valueWatchRatio = rules.NewCommand[*valuesv1.RatioCommand, *valuesv1.SampleChange](SampleType, rules.CommandPlan{
	Key:    "sample_id",
	Target: "ratio",
	Value:  "new_ratio",
	Change: rules.ChangePlan{Old: "old", New: "new"},
})

var valueWatchShare = rules.NewCommand[*valuesv1.ShareCommand, *valuesv1.ShareChange](SampleType, rules.CommandPlan{
	Key:    "sample_id",
	Target: "share",
	Delta:  "change",
	Change: rules.ChangePlan{Key: "sample_id", Old: "previous_share", New: "current_share"},
})

var valueSubscribeTotal = rules.NewWatch[*valuesv1.SubscribeTotalRequest, *valuesv1.TotalChange](SampleType, rules.WatchPlan{
	Filters: []rules.Filter{
		{Source: "sample_id", Operator: store.Equal, Field: "id"},
		{Source: "text", Operator: store.Equal, Field: "text"},
		{Source: "min_total", Operator: store.AtLeast, Field: "total"},
	},
	Target: "total",
	Change: rules.ChangePlan{Key: "sample_id", Old: "old_total", New: "new_total", Time: "changed_at"},
})

// ValueServicePlan is what the server must know of the methods of values.v1.ValueService.
var ValueServicePlan = rules.ServicePlan{
	Checks: []validation.Check{valueCreateSample.Check(), valueUpdateSample.Check()},
	Listings: []string{
		"values.v1.ValueService/ImportSamples",
	},
	Feeds: []string{
		"values.v1.ValueService/WatchWhole",
		"values.v1.ValueService/WatchCount",
		"values.v1.ValueService/WatchRatio",
		"values.v1.ValueService/WatchShare",
		"values.v1.ValueService/SubscribeTotal",
	},
}

// ValueServiceDefaults are the defaults of values.v1.ValueService. Embed it, and write the methods that are to do something else.
type ValueServiceDefaults struct {
	valuesv1.UnimplementedValueServiceServer
	env *rules.Env
}

// NewValueServiceDefaults makes the defaults.
func NewValueServiceDefaults(env *rules.Env) *ValueServiceDefaults {
	return &ValueServiceDefaults{env: env}
}

// CreateSample implements [valuesv1.ValueServiceServer].
func (d *ValueServiceDefaults) CreateSample(ctx context.Context, request *valuesv1.CreateSampleRequest) (*valuesv1.Sample, error) {
	return valueCreateSample.Run(ctx, d.env, request)
}

// GetSample implements [valuesv1.ValueServiceServer].
func (d *ValueServiceDefaults) GetSample(ctx context.Context, request *valuesv1.GetSampleRequest) (*valuesv1.GetSampleResponse, error) {
	return valueGetSample.Run(ctx, d.env, request)
}

// ListSamples implements [valuesv1.ValueServiceServer].
func (d *ValueServiceDefaults) ListSamples(ctx context.Context, request *valuesv1.ListSamplesRequest) (*valuesv1.ListSamplesResponse, error) {
	return valueListSamples.Run(ctx, d.env, request)
}

// UpdateSample implements [valuesv1.ValueServiceServer].
func (d *ValueServiceDefaults) UpdateSample(ctx context.Context, request *valuesv1.UpdateSampleRequest) (*valuesv1.Sample, error) {
	return valueUpdateSample.Run(ctx, d.env, request)
}

// DeleteSample implements [valuesv1.ValueServiceServer].
func (d *ValueServiceDefaults) DeleteSample(ctx context.Context, request *valuesv1.DeleteSampleRequest) (*valuesv1.Sample, error) {
	return valueDeleteSample.Run(ctx, d.env, request)
}

// BatchGetSamples implements [valuesv1.ValueServiceServer].
func (d *ValueServiceDefaults) BatchGetSamples(ctx context.Context, request *valuesv1.BatchGetSamplesRequest) (*valuesv1.BatchGetSamplesResponse, error) {
	return valueBatchGetSamples.Run(ctx, d.env, request)
}

// ImportSamples implements [valuesv1.ValueServiceServer].
func (d *ValueServiceDefaults) ImportSamples(stream grpc.ClientStreamingServer[valuesv1.Sample, valuesv1.ImportSamplesResponse]) error {
	return valueImportSamples.Run(d.env, stream)
}

// WatchWhole implements [valuesv1.ValueServiceServer].
func (d *ValueServiceDefaults) WatchWhole(stream grpc.BidiStreamingServer[valuesv1.WholeCommand, valuesv1.WholeChange]) error {
	return valueWatchWhole.Run(d.env, stream)
}

// WatchCount implements [valuesv1.ValueServiceServer].
func (d *ValueServiceDefaults) WatchCount(stream grpc.BidiStreamingServer[valuesv1.CountCommand, valuesv1.CountChange]) error {
	return valueWatchCount.Run(d.env, stream)
}

// WatchRatio implements [valuesv1.ValueServiceServer].
func (d *ValueServiceDefaults) WatchRatio(stream grpc.BidiStreamingServer[valuesv1.RatioCommand, valuesv1.SampleChange]) error {
	return valueWatchRatio.Run(d.env, stream)
}

// WatchShare implements [valuesv1.ValueServiceServer].
func (d *ValueServiceDefaults) WatchShare(stream grpc.BidiStreamingServer[valuesv1.ShareCommand, valuesv1.ShareChange]) error {
	return valueWatchShare.Run(d.env, stream)
}

// SubscribeTotal implements [valuesv1.ValueServiceServer].
func (d *ValueServiceDefaults) SubscribeTotal(request *valuesv1.SubscribeTotalRequest, stream grpc.ServerStreamingServer[valuesv1.TotalChange]) error {
	return valueSubscribeTotal.Run(d.env, request, stream)
}
