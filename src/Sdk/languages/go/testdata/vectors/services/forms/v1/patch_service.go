package formsv1svc

import (
	"context"

	"example.com/grpc-service-template/internal/rules"
	"example.com/grpc-service-template/internal/validation"
	formsv1 "example.com/grpc-service-template/testdata/vectors/proto/forms/v1"
)

var patchUpdateForm = rules.NewUpdate[*formsv1.PatchFormRequest, *formsv1.Form](FormType, rules.UpdatePlan{
	WritePlan: rules.WritePlan{
		Method:      "forms.v1.PatchService/UpdateForm",
		Unsupported: []string{"id"},
	},
	Body: "form",
	ID:   "form_id",
	Mask: "update_mask",
})

// PatchServicePlan is what the server must know of the methods of forms.v1.PatchService.
var PatchServicePlan = rules.ServicePlan{
	Checks: []validation.Check{patchUpdateForm.Check()},
}

// PatchServiceDefaults are the defaults of forms.v1.PatchService. Embed it, and write the methods that are to do something else.
type PatchServiceDefaults struct {
	formsv1.UnimplementedPatchServiceServer
	env *rules.Env
}

// NewPatchServiceDefaults makes the defaults.
func NewPatchServiceDefaults(env *rules.Env) *PatchServiceDefaults {
	return &PatchServiceDefaults{env: env}
}

// UpdateForm implements [formsv1.PatchServiceServer].
func (d *PatchServiceDefaults) UpdateForm(ctx context.Context, request *formsv1.PatchFormRequest) (*formsv1.Form, error) {
	return patchUpdateForm.Run(ctx, d.env, request)
}
