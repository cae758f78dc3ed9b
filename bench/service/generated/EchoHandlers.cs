using System.Threading.Tasks;
using Echo.Generated.Services.Echo.V1;
using Echo.V1;
using Grpc.Core;

namespace Echo.Generated
{
    /// <summary>The same work as the minimal server's, method by method.</summary>
    internal sealed class EchoHandlers(IStore store) : EchoServiceDefaults(store)
    {
        public override Task<SayResponse> Say(SayRequest request, ServerCallContext context) => Task.FromResult(new SayResponse { Text = request.Text });

        public override async Task Repeat(RepeatRequest request, IServerStreamWriter<RepeatResponse> responses, ServerCallContext context)
        {
            for (var i = 0; i < request.Times; i++)
            {
                await responses.WriteAsync(new RepeatResponse { Text = request.Text });
            }
        }

        public override async Task<CollectResponse> Collect(IAsyncStreamReader<CollectRequest> requests, ServerCallContext context)
        {
            var response = new CollectResponse();
            while (await requests.MoveNext())
            {
                response.Count++;
            }

            return response;
        }

        public override async Task Chat(IAsyncStreamReader<ChatRequest> requests, IServerStreamWriter<ChatResponse> responses, ServerCallContext context)
        {
            while (await requests.MoveNext())
            {
                await responses.WriteAsync(new ChatResponse { Text = requests.Current.Text });
            }
        }
    }

    public static partial class ServiceHost
    {
        static partial void Configure(ServiceOptions o) => o.Use<EchoHandlers>();
    }
}
