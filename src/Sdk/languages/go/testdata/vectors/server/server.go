package server

import (
	"context"
	"log/slog"
	"time"

	"google.golang.org/grpc"

	"example.com/grpc-service-template/config"
	"example.com/grpc-service-template/interceptors"
	"example.com/grpc-service-template/internal/host"
	"example.com/grpc-service-template/store"
	ecommercev1 "example.com/grpc-service-template/testdata/vectors/proto/ecommerce/v1"
	formsv1 "example.com/grpc-service-template/testdata/vectors/proto/forms/v1"
	libraryv1 "example.com/grpc-service-template/testdata/vectors/proto/library/v1"
	notesv1 "example.com/grpc-service-template/testdata/vectors/proto/notes/v1"
	valuesv1 "example.com/grpc-service-template/testdata/vectors/proto/values/v1"
	ecommercev1svc "example.com/grpc-service-template/testdata/vectors/services/ecommerce/v1"
	formsv1svc "example.com/grpc-service-template/testdata/vectors/services/forms/v1"
	libraryv1svc "example.com/grpc-service-template/testdata/vectors/services/library/v1"
	notesv1svc "example.com/grpc-service-template/testdata/vectors/services/notes/v1"
	valuesv1svc "example.com/grpc-service-template/testdata/vectors/services/values/v1"
)

// Options is what a program says of its server in code. Every field may be left out.
type Options struct {
	// EcommerceV1ProductService makes the handler of ecommerce.v1.ProductService of its defaults; nil for the defaults alone.
	EcommerceV1ProductService func(*ecommercev1svc.ProductServiceDefaults) ecommercev1.ProductServiceServer

	// FormsV1FormService makes the handler of forms.v1.FormService of its defaults; nil for the defaults alone.
	FormsV1FormService func(*formsv1svc.FormServiceDefaults) formsv1.FormServiceServer

	// FormsV1ReplacementService makes the handler of forms.v1.ReplacementService of its defaults; nil for the defaults alone.
	FormsV1ReplacementService func(*formsv1svc.ReplacementServiceDefaults) formsv1.ReplacementServiceServer

	// FormsV1PatchService makes the handler of forms.v1.PatchService of its defaults; nil for the defaults alone.
	FormsV1PatchService func(*formsv1svc.PatchServiceDefaults) formsv1.PatchServiceServer

	// FormsV1PutService makes the handler of forms.v1.PutService of its defaults; nil for the defaults alone.
	FormsV1PutService func(*formsv1svc.PutServiceDefaults) formsv1.PutServiceServer

	// LibraryV1LibraryService makes the handler of library.v1.LibraryService of its defaults; nil for the defaults alone.
	LibraryV1LibraryService func(*libraryv1svc.LibraryServiceDefaults) libraryv1.LibraryServiceServer

	// NotesV1NoteService makes the handler of notes.v1.NoteService of its defaults; nil for the defaults alone.
	NotesV1NoteService func(*notesv1svc.NoteServiceDefaults) notesv1.NoteServiceServer

	// NotesV1PageService makes the handler of notes.v1.PageService of its defaults; nil for the defaults alone.
	NotesV1PageService func(*notesv1svc.PageServiceDefaults) notesv1.PageServiceServer

	// ValuesV1ValueService makes the handler of values.v1.ValueService of its defaults; nil for the defaults alone.
	ValuesV1ValueService func(*valuesv1svc.ValueServiceDefaults) valuesv1.ValueServiceServer

	// ValuesV1ValueStreamService makes the handler of values.v1.ValueStreamService of its defaults; nil for the defaults alone.
	ValuesV1ValueStreamService func(*valuesv1svc.ValueStreamServiceDefaults) valuesv1.ValueStreamServiceServer

	Store              store.Store // where messages are kept; nil for in memory
	Clock              func() time.Time
	IDs                store.IDs
	Authenticator      interceptors.Authenticator  // in place of what auth.mode names; nil for that
	Ready              func(context.Context) error // more that must be well before the server says that it serves
	UnaryInterceptors  []grpc.UnaryServerInterceptor
	StreamInterceptors []grpc.StreamServerInterceptor
	Register           func(grpc.ServiceRegistrar) // adds services that the contract does not have
	Log                *slog.Logger
}

// Main runs the server until it is told to end, and ends the program with its exit code.
func Main(options Options) { host.Main(options.host()) }

// Start starts the server; its Stop ends it.
func Start(ctx context.Context, configuration *config.Config, options Options) (*host.Server, error) {
	return host.Start(ctx, configuration, options.host())
}

// StartInMemory starts the real server without a socket, for tests; nil is a configuration in which anyone may call.
func StartInMemory(configuration *config.Config, options Options) (*host.InMemory, error) {
	return host.StartInMemory(configuration, options.host())
}

// Name is the service's name where the configuration has no other.
const Name = "vectors"

func (o Options) host() host.Options {
	return host.Options{
		Name:               Name,
		Services:           o.services(),
		Store:              o.Store,
		Clock:              o.Clock,
		IDs:                o.IDs,
		Authenticator:      o.Authenticator,
		Ready:              o.Ready,
		UnaryInterceptors:  o.UnaryInterceptors,
		StreamInterceptors: o.StreamInterceptors,
		Register:           o.Register,
		Log:                o.Log,
	}
}

func (o Options) services() []host.Service {
	return []host.Service{
		host.NewService(&ecommercev1.ProductService_ServiceDesc, ecommercev1svc.NewProductServiceDefaults, o.EcommerceV1ProductService, ecommercev1svc.ProductServicePlan),
		host.NewService(&formsv1.FormService_ServiceDesc, formsv1svc.NewFormServiceDefaults, o.FormsV1FormService, formsv1svc.FormServicePlan),
		host.NewService(&formsv1.ReplacementService_ServiceDesc, formsv1svc.NewReplacementServiceDefaults, o.FormsV1ReplacementService, formsv1svc.ReplacementServicePlan),
		host.NewService(&formsv1.PatchService_ServiceDesc, formsv1svc.NewPatchServiceDefaults, o.FormsV1PatchService, formsv1svc.PatchServicePlan),
		host.NewService(&formsv1.PutService_ServiceDesc, formsv1svc.NewPutServiceDefaults, o.FormsV1PutService, formsv1svc.PutServicePlan),
		host.NewService(&libraryv1.LibraryService_ServiceDesc, libraryv1svc.NewLibraryServiceDefaults, o.LibraryV1LibraryService, libraryv1svc.LibraryServicePlan),
		host.NewService(&notesv1.NoteService_ServiceDesc, notesv1svc.NewNoteServiceDefaults, o.NotesV1NoteService, notesv1svc.NoteServicePlan),
		host.NewService(&notesv1.PageService_ServiceDesc, notesv1svc.NewPageServiceDefaults, o.NotesV1PageService, notesv1svc.PageServicePlan),
		host.NewService(&valuesv1.ValueService_ServiceDesc, valuesv1svc.NewValueServiceDefaults, o.ValuesV1ValueService, valuesv1svc.ValueServicePlan),
		host.NewService(&valuesv1.ValueStreamService_ServiceDesc, valuesv1svc.NewValueStreamServiceDefaults, o.ValuesV1ValueStreamService, valuesv1svc.ValueStreamServicePlan),
	}
}
