using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Shop.V1;

namespace GrpcServiceTemplate.Tests;

public sealed class ErrorTests
{
    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("a\nb\u001f\u007f", "\"a\\u000ab\\u001f\u007f\"")]
    public void Quote_EscapesOnlyWhatMust(string text, string expected) => Assert.Equal(expected, ErrorText.Quote(text));

    [Fact]
    public void Quote_CutsByCodePoints_BeforeItEscapes()
    {
        var emoji = string.Concat(Enumerable.Repeat("😀", 65));
        Assert.Equal($"\"{emoji[..128]}…\"", ErrorText.Quote(emoji));
        Assert.Equal('"' + string.Concat(Enumerable.Repeat("\\\"", 64)) + "\"", ErrorText.Quote(new string('"', 64)));
    }

    [Fact]
    public void Invalid_ListsSixteenViolations_AndCountsTheRest()
    {
        var violations = Enumerable.Range(0, 20).Select(index => FieldViolation.NotValid($"f[{index}]")).ToArray();
        var exception = ServiceErrors.Invalid(violations);
        var detail = (BadRequest)exception.Detail!;
        Assert.Equal("the request is not valid: f[0]: is not valid", exception.Status.Detail);
        Assert.Equal(17, detail.FieldViolations.Count);
        Assert.Equal(("", "and 4 more"), (detail.FieldViolations[16].Field, detail.FieldViolations[16].Description));
    }

    [Fact]
    public void Status_IsAtMostFourKilobytes_WithoutItsTypedDetailIfNeedBe()
    {
        var violations = Enumerable.Range(0, 16).Select(index => FieldViolation.NoPath("f", new string('x', 500))).ToArray();
        var status = RichStatus.ToRpcException(ServiceErrors.Invalid(violations), "shop").GetRpcStatus()!;
        Assert.Equal("shop", status.GetDetail<ErrorInfo>()!.Domain);
        Assert.Null(status.GetDetail<BadRequest>());
        Assert.EndsWith("x…\" is not a valid path", status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Status_OfAnyLength_IsAtMostFourKilobytes()
    {
        var exception = ServiceErrors.Invalid([.. Enumerable.Range(0, 200).Select(index => FieldViolation.NoPath($"{new string('p', 300)}[{index}]", new string('ü', 5000)))]);
        AssertSmall(exception);
        Assert.EndsWith("…\" is not a valid path", AssertSmall(exception.With("index", "7")).Message, StringComparison.Ordinal);
        Assert.Equal("7", AssertSmall(exception.With("index", "7")).GetDetail<ErrorInfo>()!.Metadata["index"]);
        var own = AssertSmall(new ServiceException(StatusCode.DataLoss, "OWN", string.Concat(Enumerable.Repeat("😀", 5000))).With("more", new string('x', 5000)));
        Assert.Equal(("OWN", 0, 257), (own.GetDetail<ErrorInfo>()!.Reason, own.GetDetail<ErrorInfo>()!.Metadata.Count, own.Message.EnumerateRunes().Count()));

        static Google.Rpc.Status AssertSmall(ServiceException exception)
        {
            var status = RichStatus.ToRpcException(exception, "shop").GetRpcStatus()!;
            Assert.InRange(status.CalculateSize(), 1, 4096);
            return status;
        }
    }

    [Fact]
    public void Details_HoldTheKeyWhole()
    {
        var key = new string('k', 100);
        var exception = ServiceErrors.NotFound("shop.v1.Item", key);
        Assert.Equal($"shop.v1.Item \"{key[..64]}…\" does not exist", exception.Status.Detail);
        Assert.Equal(key, ((ResourceInfo)exception.Detail!).ResourceName);
    }

    [Theory]
    [InlineData("own", StatusCode.DataLoss, "own words", null)]
    [InlineData("full", StatusCode.ResourceExhausted, "the store is full", "STORE_FULL")]
    [InlineData("bug", StatusCode.Internal, "internal error", "INTERNAL")]
    public async Task WhateverIsThrown_IsMapped(string name, StatusCode code, string text, string? reason)
    {
        await using var server = await ShopServer.StartAsync();
        var exception = await Assert.ThrowsAsync<RpcException>(() => server.Client.FailAsync(new Item { Name = name }).ResponseAsync);
        Assert.Equal((code, text), (exception.StatusCode, exception.Status.Detail));
        Assert.Equal(reason, exception.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason);
    }

    [Fact]
    public async Task Deadline_StaysADeadline()
    {
        await using var server = await ShopServer.StartAsync();
        var call = server.Client.FailAsync(new Item { Name = "wait" }, deadline: DateTime.UtcNow.AddMilliseconds(200));
        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
    }
}
