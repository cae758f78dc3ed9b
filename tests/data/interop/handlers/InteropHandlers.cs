using System;
using System.Linq;
using System.Threading.Tasks;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Testing;
using Interop.Generated.Services.Grpc.Testing;

namespace Interop.Generated
{
    /// <summary>The interoperability service, which answers what it is asked for.</summary>
    internal sealed class InteropHandlers(IStore store) : TestServiceDefaults(store)
    {
        private const string Initial = "x-grpc-test-echo-initial";
        private const string Trailing = "x-grpc-test-echo-trailing-bin";
        private static readonly string s_id = Guid.NewGuid().ToString();

        public override Task<Empty> EmptyCall(Empty request, ServerCallContext context) => Task.FromResult(new Empty());

        public override async Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context)
        {
            await EchoAsync(context);
            End(request.ResponseStatus);
            return new SimpleResponse { Payload = Of(request.ResponseSize), ServerId = request.FillServerId ? s_id : "" };
        }

        public override Task StreamingOutputCall(StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responses, ServerCallContext context) =>
            AnswerAsync(request, responses, context);

        public override async Task<StreamingInputCallResponse> StreamingInputCall(IAsyncStreamReader<StreamingInputCallRequest> requests, ServerCallContext context)
        {
            var response = new StreamingInputCallResponse();
            await foreach (var request in requests.ReadAllAsync())
            {
                response.AggregatedPayloadSize += request.Payload?.Body.Length ?? 0;
            }

            return response;
        }

        public override async Task FullDuplexCall(IAsyncStreamReader<StreamingOutputCallRequest> requests, IServerStreamWriter<StreamingOutputCallResponse> responses, ServerCallContext context)
        {
            await EchoAsync(context);
            await foreach (var request in requests.ReadAllAsync())
            {
                End(request.ResponseStatus);
                await AnswerAsync(request, responses, context);
            }
        }

        private static async Task AnswerAsync(StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responses, ServerCallContext context)
        {
            foreach (var parameters in request.ResponseParameters)
            {
                await Task.Delay(TimeSpan.FromMicroseconds(parameters.IntervalUs), context.CancellationToken);
                await responses.WriteAsync(new StreamingOutputCallResponse { Payload = Of(parameters.Size) });
            }
        }

        private static Payload Of(int size) => new() { Body = ByteString.CopyFrom(new byte[size]) };

        private static void End(EchoStatus status)
        {
            if (status is { Code: not 0 })
            {
                throw new RpcException(new Status((StatusCode)status.Code, status.Message));
            }
        }

        private static async Task EchoAsync(ServerCallContext context)
        {
            if (context.RequestHeaders.GetValueBytes(Trailing) is { } trailing)
            {
                context.ResponseTrailers.Add(Trailing, trailing);
            }

            if (context.RequestHeaders.GetValue(Initial) is { } initial)
            {
                await context.WriteResponseHeadersAsync(new Metadata { { Initial, initial } });
            }
        }
    }

    public static partial class ServiceHost
    {
        static partial void Configure(ServiceOptions o) => o.Use<InteropHandlers>();
    }
}
