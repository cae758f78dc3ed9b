package formsv1svc

import (
	"example.com/grpc-service-template/store"
	formsv1 "example.com/grpc-service-template/testdata/vectors/proto/forms/v1"
)

// FormType is forms.v1.Form, by its id.
var FormType = store.NewType(&formsv1.Form{}, store.Fields{
	Key: "id",
})
