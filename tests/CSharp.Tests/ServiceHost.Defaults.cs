using System.Globalization;
using Grpc.Core;
using GrpcServiceTemplate.Rules;
using Shop.V1;

namespace GrpcServiceTemplate
{
    internal static class ServiceIdentity
    {
        public const string Name = "shop";
    }

    public static partial class ServiceHost
    {
        private static partial IReadOnlyList<ServiceHandler> Defaults() => [ServiceHandler.Of<Tests.ShopDefaults>(), ServiceHandler.Of<Tests.NotesDefaults>(), ServiceHandler.Of<Tests.ChecksDefaults>(), ServiceHandler.Of<Tests.LibraryDefaults>()];

        private static partial IReadOnlyList<Validation.RequestValidation> Validations() => Tests.ChecksDefaults.Validations;

        private static partial IReadOnlyList<StreamPlan> Streams() =>
        [
            new("shop.v1.Shop/ListItems", IsFeed: false),
            new("shop.v1.Shop/ImportItems", IsFeed: false),
            new("shop.v1.Shop/WatchStock", IsFeed: true),
            new("notes.v1.Notes/WatchNotes", IsFeed: true),
            new("notes.v1.Notes/WatchNote", IsFeed: true),
            new("notes.v1.Notes/WatchViews", IsFeed: true),
            new("notes.v1.Notes/WatchSheets", IsFeed: true),
        ];
    }
}

namespace GrpcServiceTemplate.Tests
{
    /// <summary>What the templates would make of the tests' contract.</summary>
    public class ShopDefaults(IStore store) : Shop.V1.Shop.ShopBase
    {
        internal static readonly ListRule<ListItemsRequest, Item> List = new("shop.v1.Shop/ListItems", Items.Type)
        {
            Filters =
            [
                new("name", StoreOperator.Equal, "name"),
                new("kind", StoreOperator.In, "kind"),
                new("tag", StoreOperator.Has, "tags"),
                new("filter.min_price", StoreOperator.AtLeast, "price"),
                new("filter.max_price", StoreOperator.AtMost, "price"),
                new("filter.tags", StoreOperator.All, "tags"),
                new("min_created_at", StoreOperator.AtLeast, "created_at"),
            ],
            Unsupported = ["unused"],
            OrderBy = "order_by",
            PageSize = "page_size",
            PageToken = "page_token",
        };

        private static readonly ImportRule<Item, Item> s_import = new(Items.Type, new("", item => item));

        private static readonly CommandRule<StockCommand, Item, int, StockChange> s_watch = new(Items.Type, "stock")
        {
            Key = command => RequestKeys.Check("id", command.Id),
            Get = item => item.Stock,
            Set = (item, value) => item.Stock = value,
            Next = (value, command) => Numbers.Add(value, command.Delta),
            Answer = change => new StockChange { Id = change.Message.Id, OldValue = change.Old, NewValue = change.New },
        };

        public override Task ListItems(ListItemsRequest request, IServerStreamWriter<Item> responseStream, ServerCallContext context) =>
            List.StreamAsync(store, request, responseStream, context);

        public override async Task<ImportSummary> ImportItems(IAsyncStreamReader<Item> requestStream, ServerCallContext context)
        {
            var counts = await s_import.RunAsync(store, requestStream, context);
            var errors = counts.Errors.Select(error => string.Create(CultureInfo.InvariantCulture, $"{error.Index}: {error.Text}"));
            context.ResponseTrailers.Add("errors", string.Join('|', errors));
            return new ImportSummary { Received = counts.Received };
        }

        public override Task WatchStock(
            IAsyncStreamReader<StockCommand> requestStream, IServerStreamWriter<StockChange> responseStream, ServerCallContext context) =>
            s_watch.RunAsync(store, requestStream, responseStream, context);

        public override Task<Item> Fail(Item request, ServerCallContext context) => request.Name switch
        {
            "wait" => Task.Delay(Timeout.Infinite, context.CancellationToken).ContinueWith(_ => request, TaskScheduler.Default),
            "own" => throw new RpcException(new Status(StatusCode.DataLoss, "own words")),
            "full" => throw new StoreFullException(),
            _ => throw new InvalidOperationException("a secret"),
        };
    }

    internal static class Items
    {
        public static ResourceType<Item> Type { get; } = new("id") { CreateTime = "created_at", UpdateTime = "updated_at" };
    }
}
