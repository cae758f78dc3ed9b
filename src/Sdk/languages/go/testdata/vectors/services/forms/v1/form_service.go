package formsv1svc

import (
	"context"

	"google.golang.org/grpc"

	"example.com/grpc-service-template/internal/rules"
	"example.com/grpc-service-template/internal/validation"
	formsv1 "example.com/grpc-service-template/testdata/vectors/proto/forms/v1"
)

var formCreateForm = rules.NewCreate[*formsv1.CreateFormRequest, *formsv1.Form](FormType, rules.CreatePlan{
	WritePlan: rules.WritePlan{
		Method:      "forms.v1.FormService/CreateForm",
		Unsupported: []string{"source"},
	},
	Body:           "form",
	TakesKeyOfBody: true,
})

var formGetForm = rules.NewGet[*formsv1.GetFormRequest, *formsv1.Form](FormType, rules.GetPlan{
	Key: "id",
})

var formUpdateForm = rules.NewUpdate[*formsv1.UpdateFormRequest, *formsv1.Form](FormType, rules.UpdatePlan{
	WritePlan: rules.WritePlan{
		Method: "forms.v1.FormService/UpdateForm",
	},
	Body: "form",
	Mask: "update_mask",
})

var formImportForms = rules.NewImport[*formsv1.ImportFormsRequest, *formsv1.ImportFormsResponse](FormType, rules.ImportPlan{
	Item:       "form",
	Received:   "received",
	Stored:     "created",
	Errors:     "errors",
	ErrorIndex: "index",
	ErrorKey:   "id",
	ErrorText:  "error",
})

var formWatchSize = rules.NewCommand[*formsv1.SizeCommand, *formsv1.SizeChange](FormType, rules.CommandPlan{
	Key:    "form_id",
	Target: "size",
	Value:  "size",
	Change: rules.ChangePlan{Key: "form_id", Old: "old_size", New: "size"},
})

// FormServicePlan is what the server must know of the methods of forms.v1.FormService.
var FormServicePlan = rules.ServicePlan{
	Checks: []validation.Check{formCreateForm.Check(), formUpdateForm.Check()},
	Listings: []string{
		"forms.v1.FormService/ImportForms",
	},
	Feeds: []string{
		"forms.v1.FormService/WatchSize",
	},
}

// FormServiceDefaults are the defaults of forms.v1.FormService. Embed it, and write the methods that are to do something else.
type FormServiceDefaults struct {
	formsv1.UnimplementedFormServiceServer
	env *rules.Env
}

// NewFormServiceDefaults makes the defaults.
func NewFormServiceDefaults(env *rules.Env) *FormServiceDefaults {
	return &FormServiceDefaults{env: env}
}

// CreateForm implements [formsv1.FormServiceServer].
func (d *FormServiceDefaults) CreateForm(ctx context.Context, request *formsv1.CreateFormRequest) (*formsv1.Form, error) {
	return formCreateForm.Run(ctx, d.env, request)
}

// GetForm implements [formsv1.FormServiceServer].
func (d *FormServiceDefaults) GetForm(ctx context.Context, request *formsv1.GetFormRequest) (*formsv1.Form, error) {
	return formGetForm.Run(ctx, d.env, request)
}

// UpdateForm implements [formsv1.FormServiceServer].
func (d *FormServiceDefaults) UpdateForm(ctx context.Context, request *formsv1.UpdateFormRequest) (*formsv1.Form, error) {
	return formUpdateForm.Run(ctx, d.env, request)
}

// ImportForms implements [formsv1.FormServiceServer].
func (d *FormServiceDefaults) ImportForms(stream grpc.ClientStreamingServer[formsv1.ImportFormsRequest, formsv1.ImportFormsResponse]) error {
	return formImportForms.Run(d.env, stream)
}

// WatchSize implements [formsv1.FormServiceServer].
func (d *FormServiceDefaults) WatchSize(stream grpc.BidiStreamingServer[formsv1.SizeCommand, formsv1.SizeChange]) error {
	return formWatchSize.Run(d.env, stream)
}
