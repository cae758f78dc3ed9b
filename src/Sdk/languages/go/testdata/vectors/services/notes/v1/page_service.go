package notesv1svc

import (
	"context"

	"google.golang.org/grpc"

	"example.com/grpc-service-template/internal/rules"
	"example.com/grpc-service-template/internal/validation"
	notesv1 "example.com/grpc-service-template/testdata/vectors/proto/notes/v1"
)

var pageCreatePage = rules.NewCreate[*notesv1.Page, *notesv1.Page](PageType, rules.CreatePlan{
	WritePlan: rules.WritePlan{
		Method: "notes.v1.PageService/CreatePage",
	},
})

var pageGetPage = rules.NewGet[*notesv1.GetPageRequest, *notesv1.Page](PageType, rules.GetPlan{
	Key:         "page_id",
	Unsupported: []string{"language"},
})

var pageUpdatePage = rules.NewUpdate[*notesv1.Page, *notesv1.Page](PageType, rules.UpdatePlan{
	WritePlan: rules.WritePlan{
		Method: "notes.v1.PageService/UpdatePage",
	},
})

var pageListPages = rules.NewList[*notesv1.ListPagesRequest, *notesv1.ListPagesResponse](PageType, rules.ListPlan{
	Method: "notes.v1.PageService/ListPages",
	Items:  "pages",
})

var pageBatchGetPages = rules.NewBatchGet[*notesv1.BatchGetPagesRequest, *notesv1.ListPagesResponse](PageType, rules.BatchGetPlan{
	Keys:        "requests",
	InnerKey:    "page_id",
	Items:       "pages",
	Unsupported: []string{"requests.language"},
})

var pageImportPages = rules.NewImport[*notesv1.Page, *notesv1.ImportPagesResponse](PageType, rules.ImportPlan{
	Received: "total_received",
})

// PageServicePlan is what the server must know of the methods of notes.v1.PageService.
var PageServicePlan = rules.ServicePlan{
	Checks: []validation.Check{pageCreatePage.Check(), pageUpdatePage.Check()},
	Listings: []string{
		"notes.v1.PageService/ImportPages",
	},
}

// PageServiceDefaults are the defaults of notes.v1.PageService. Embed it, and write the methods that are to do something else.
type PageServiceDefaults struct {
	notesv1.UnimplementedPageServiceServer
	env *rules.Env
}

// NewPageServiceDefaults makes the defaults.
func NewPageServiceDefaults(env *rules.Env) *PageServiceDefaults {
	return &PageServiceDefaults{env: env}
}

// CreatePage implements [notesv1.PageServiceServer].
func (d *PageServiceDefaults) CreatePage(ctx context.Context, request *notesv1.Page) (*notesv1.Page, error) {
	return pageCreatePage.Run(ctx, d.env, request)
}

// GetPage implements [notesv1.PageServiceServer].
func (d *PageServiceDefaults) GetPage(ctx context.Context, request *notesv1.GetPageRequest) (*notesv1.Page, error) {
	return pageGetPage.Run(ctx, d.env, request)
}

// UpdatePage implements [notesv1.PageServiceServer].
func (d *PageServiceDefaults) UpdatePage(ctx context.Context, request *notesv1.Page) (*notesv1.Page, error) {
	return pageUpdatePage.Run(ctx, d.env, request)
}

// ListPages implements [notesv1.PageServiceServer].
func (d *PageServiceDefaults) ListPages(ctx context.Context, request *notesv1.ListPagesRequest) (*notesv1.ListPagesResponse, error) {
	return pageListPages.Run(ctx, d.env, request)
}

// BatchGetPages implements [notesv1.PageServiceServer].
func (d *PageServiceDefaults) BatchGetPages(ctx context.Context, request *notesv1.BatchGetPagesRequest) (*notesv1.ListPagesResponse, error) {
	return pageBatchGetPages.Run(ctx, d.env, request)
}

// ImportPages implements [notesv1.PageServiceServer].
func (d *PageServiceDefaults) ImportPages(stream grpc.ClientStreamingServer[notesv1.Page, notesv1.ImportPagesResponse]) error {
	return pageImportPages.Run(d.env, stream)
}
