package formsv1svc

import (
	"context"

	"example.com/grpc-service-template/internal/rules"
	"example.com/grpc-service-template/internal/validation"
	formsv1 "example.com/grpc-service-template/testdata/vectors/proto/forms/v1"
)

var putUpdateForm = rules.NewUpdate[*formsv1.PutFormRequest, *formsv1.Form](FormType, rules.UpdatePlan{
	WritePlan: rules.WritePlan{
		Method: "forms.v1.PutService/UpdateForm",
	},
	Body: "form",
	ID:   "id",
})

// PutServicePlan is what the server must know of the methods of forms.v1.PutService.
var PutServicePlan = rules.ServicePlan{
	Checks: []validation.Check{putUpdateForm.Check()},
}

// PutServiceDefaults are the defaults of forms.v1.PutService. Embed it, and write the methods that are to do something else.
type PutServiceDefaults struct {
	formsv1.UnimplementedPutServiceServer
	env *rules.Env
}

// NewPutServiceDefaults makes the defaults.
func NewPutServiceDefaults(env *rules.Env) *PutServiceDefaults {
	return &PutServiceDefaults{env: env}
}

// UpdateForm implements [formsv1.PutServiceServer].
func (d *PutServiceDefaults) UpdateForm(ctx context.Context, request *formsv1.PutFormRequest) (*formsv1.Form, error) {
	return putUpdateForm.Run(ctx, d.env, request)
}
