using Checks.V1;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace GrpcServiceTemplate.Tests;

public sealed class ValidationTests : IAsyncLifetime
{
    private static readonly Part s_whole = new() { Data = ByteString.CopyFromUtf8("d"), Colour = Colour.Red, Size = 0 };

    private ShopServer _server = null!;

    private Checks.V1.Checks.ChecksClient Client => _server.Checks;

    public async Task InitializeAsync() => _server = await ShopServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Create_AllThatIsWrong_ByNumber()
    {
        var form = new Form
        {
            Part = new() { Size = 1 },
            Parts = { s_whole, new Part { Data = s_whole.Data, Colour = (Colour)7, Size = 0 } },
            Named = { ["z"] = new() { Data = s_whole.Data, Colour = Colour.Red }, ["a\""] = new() { Data = s_whole.Data, Size = 1 } },
            Colour = (Colour)1,
            Colours = { Colour.Red, (Colour)(-1) },
            Time = new() { Seconds = 253_402_300_800 },
            Duration = new() { Seconds = 1, Nanos = -1 },
        };
        Assert.Equal(
            [
                "form.title: must not be empty",
                "form.part.data: must not be empty",
                "form.part.colour: must not be empty",
                "form.parts[1].colour: is not defined",
                "form.named[\"a\\\"\"].colour: must not be empty",
                "form.named[\"z\"].size: must not be empty",
                "form.colour: is not defined",
                "form.colours[1]: is not defined",
                "form.time: is not valid",
                "form.duration: is not valid",
            ],
            await ProblemsAsync(Client.CreateFormAsync(new() { Form = form })));
    }

    [Fact]
    public async Task Create_TheKeyIsExempt_AndTheBodyIsNot()
    {
        Assert.Equal(["form: must not be empty"], await ProblemsAsync(Client.CreateFormAsync(new())));
        Assert.NotEqual("", (await Client.CreateFormAsync(new() { Form = new() { Title = "t" } })).Id);
        Assert.Equal(["id: must not be empty"], await ProblemsAsync(Client.ReplaceFormAsync(new() { Title = "t" })));
    }

    [Fact]
    public async Task Update_HoldsWhatTheMaskNames()
    {
        await Client.CreateFormAsync(new() { Form = new() { Id = "a", Title = "t", Needed = s_whole } });
        var empty = new Part { Data = s_whole.Data };
        Assert.Equal("t", (await UpdateAsync(new() { Id = "a" })).Title);
        Assert.Equal("t", (await UpdateAsync(new() { Id = "a" }, "colour", "needed.plain")).Title);
        Assert.Equal(["form.title: must not be empty"], await ProblemsAsync(Update(new() { Id = "a" }, "title")));
        Assert.Equal(["form.title: must not be empty"], await ProblemsAsync(Update(new() { Id = "a" }, "*")));
        Assert.Equal(["form.needed.colour: must not be empty", "form.needed.size: must not be empty"], await ProblemsAsync(Update(new() { Id = "a", Needed = empty })));
        Assert.Equal(["form.needed.size: must not be empty"], await ProblemsAsync(Update(new() { Id = "a", Needed = empty }, "needed.size", "needed.data")));
        Assert.Equal(["form.needed.data: must not be empty"], await ProblemsAsync(Update(new() { Id = "a" }, "needed.data")));
        Assert.Equal(["form.colour: is not defined"], await ProblemsAsync(Update(new() { Id = "a", Colour = (Colour)9 }, "title.x")));
    }

    [Fact]
    public async Task Import_CountsWhatIsNotValid()
    {
        using var call = Client.ImportForms();
        await call.RequestStream.WriteAsync(new() { Form = new() { Id = "a", Title = "t" } });
        await call.RequestStream.WriteAsync(new() { Form = new() { Id = "a" }, Source = "s" });
        await call.RequestStream.WriteAsync(new() { Form = new() { Id = "a\n", Title = "t" }, Source = "s" });
        await call.RequestStream.CompleteAsync();
        var imported = await call;
        Assert.Equal(["source: must not be empty", "form.title: must not be empty", "form.id: is not valid"], imported.Errors);
    }

    [Fact]
    public async Task OwnHandler_SeesOnlyWhatIsValid()
    {
        using var call = Client.CollectForms();
        await call.RequestStream.WriteAsync(new() { Id = "a", Title = "t" });
        await call.RequestStream.WriteAsync(new() { Id = "a" });
        var exception = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal("the request is not valid: title: must not be empty", exception.Status.Detail);

        using var watch = Client.WatchForms();
        await watch.RequestStream.WriteAsync(new() { Id = "a", Title = "t" });
        Assert.True(await watch.ResponseStream.MoveNext());
        await watch.RequestStream.WriteAsync(new() { Title = "t" });
        exception = await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext());
        Assert.Equal("the request is not valid: id: must not be empty", exception.Status.Detail);
    }

    private AsyncUnaryCall<Form> Update(Form form, params string[] mask) =>
        Client.UpdateFormAsync(new() { Form = form, UpdateMask = new() { Paths = { mask } } });

    private async Task<Form> UpdateAsync(Form form, params string[] mask) => await Update(form, mask);

    private static async Task<IEnumerable<string>> ProblemsAsync<T>(AsyncUnaryCall<T> call)
    {
        var exception = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal((StatusCode.InvalidArgument, "REQUEST_INVALID"), (exception.StatusCode, exception.Reason()));
        return exception.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => $"{violation.Field}: {violation.Description}");
    }
}
