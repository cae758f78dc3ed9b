using Checks.V1;
using Grpc.Core;
using GrpcServiceTemplate.Rules;
using GrpcServiceTemplate.Validation;

namespace GrpcServiceTemplate.Tests;

/// <summary>What the templates would make of the contract of forms, and handlers of the project's own.</summary>
public class ChecksDefaults(IStore store) : Checks.V1.Checks.ChecksBase
{
    internal static readonly IReadOnlyList<RequestValidation> Validations =
    [
        new CreateValidation("checks.v1.Checks/CreateForm") { Body = "form", Key = "id" },
        new UpdateValidation("checks.v1.Checks/UpdateForm") { Body = "form", Mask = "update_mask" },
        new UpdateValidation("checks.v1.Checks/ReplaceForm"),
    ];

    private static readonly ResourceType<Form> s_forms = new("id");

    private static readonly CreateRule<CreateFormRequest, Form> s_create = new("checks.v1.Checks/CreateForm", s_forms)
    {
        Body = new("form", request => request.Form),
        TakesKeyOfBody = true,
    };

    private static readonly UpdateRule<UpdateFormRequest, Form> s_update = new("checks.v1.Checks/UpdateForm", s_forms)
    {
        Body = new("form", request => request.Form),
        Mask = new("update_mask", request => request.UpdateMask?.Paths),
    };

    private static readonly UpdateRule<Form, Form> s_replace = new("checks.v1.Checks/ReplaceForm", s_forms)
    {
        Body = new("", request => request),
    };

    private static readonly ImportRule<ImportFormsRequest, Form> s_import = new(s_forms, new("form", item => item.Form));

    public override Task<Form> CreateForm(CreateFormRequest request, ServerCallContext context) => s_create.RunAsync(store, request, context);

    public override Task<Form> UpdateForm(UpdateFormRequest request, ServerCallContext context) => s_update.RunAsync(store, request, context);

    public override Task<Form> ReplaceForm(Form request, ServerCallContext context) => s_replace.RunAsync(store, request, context);

    public override async Task<Imported> ImportForms(IAsyncStreamReader<ImportFormsRequest> requestStream, ServerCallContext context)
    {
        var counts = await s_import.RunAsync(store, requestStream, context);
        return new Imported { Received = counts.Received, Errors = { counts.Errors.Select(error => error.Text) } };
    }

    /// <summary>A handler of the project's own.</summary>
    public override async Task<Imported> CollectForms(IAsyncStreamReader<Form> requestStream, ServerCallContext context) =>
        new Imported { Received = await requestStream.ReadAllAsync().CountAsync() };

    /// <summary>A handler of the project's own.</summary>
    public override async Task WatchForms(IAsyncStreamReader<Form> requestStream, IServerStreamWriter<Form> responseStream, ServerCallContext context)
    {
        await foreach (var form in requestStream.ReadAllAsync())
        {
            await responseStream.WriteAsync(form);
        }
    }
}
