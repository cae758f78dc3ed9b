package formsv1svc

import (
	"context"

	"example.com/grpc-service-template/internal/rules"
	"example.com/grpc-service-template/internal/validation"
	formsv1 "example.com/grpc-service-template/testdata/vectors/proto/forms/v1"
)

var replacementUpdateForm = rules.NewUpdate[*formsv1.Form, *formsv1.Form](FormType, rules.UpdatePlan{
	WritePlan: rules.WritePlan{
		Method: "forms.v1.ReplacementService/UpdateForm",
	},
})

// ReplacementServicePlan is what the server must know of the methods of forms.v1.ReplacementService.
var ReplacementServicePlan = rules.ServicePlan{
	Checks: []validation.Check{replacementUpdateForm.Check()},
}

// ReplacementServiceDefaults are the defaults of forms.v1.ReplacementService. Embed it, and write the methods that are to do something else.
type ReplacementServiceDefaults struct {
	formsv1.UnimplementedReplacementServiceServer
	env *rules.Env
}

// NewReplacementServiceDefaults makes the defaults.
func NewReplacementServiceDefaults(env *rules.Env) *ReplacementServiceDefaults {
	return &ReplacementServiceDefaults{env: env}
}

// UpdateForm implements [formsv1.ReplacementServiceServer].
func (d *ReplacementServiceDefaults) UpdateForm(ctx context.Context, request *formsv1.Form) (*formsv1.Form, error) {
	return replacementUpdateForm.Run(ctx, d.env, request)
}
