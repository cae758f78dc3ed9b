namespace Grpc.Service.Sdk.Modeling.Inference;

/// <summary>R2: many resources, filtered, ordered and in pages.</summary>
internal static class ListRule
{
    public static Plan Fit(Call call, ResourceInference resources)
    {
        var (request, answer) = (call.Method.Request, call.Method.Response);
        var (message, items) = Subject.OfList(call);
        var resource = resources.Of(message);
        var (pageSize, pageToken, nextPageToken) = Paging(call.Method, items);
        var orderBy = request.Find("order_by") is { IsString: true } order ? order : null;
        var mask = Requests.MaskOf(request);
        var showDeleted = resource.DeleteTime is not null && request.Find("show_deleted") is { IsSingular: true, Kind: FieldKind.Bool } show ? show : null;
        var (filters, unsupported) = Filters.Between(request, resource, [pageSize, pageToken, orderBy, showDeleted, mask]);
        return new ListPlan(resource)
        {
            Items = items,
            Filters = filters,
            PageSize = pageSize,
            PageToken = pageToken,
            NextPageToken = nextPageToken,
            TotalSize = items is not null && answer.Find("total_size") is { IsOneInteger: true } total ? total : null,
            OrderBy = orderBy,
            ShowDeleted = showDeleted,
            Mask = mask,
            Unsupported = unsupported,
        };
    }

    /// <summary>All of the fields that pages need, or none: a caller who got a part of the rows could not ask for the rest.</summary>
    private static (Field? PageSize, Field? PageToken, Field? NextPageToken) Paging(Method method, Field? items)
    {
        var next = method.Response.Find("next_page_token");
        return method.Request.Find("page_size") is { IsOneInteger: true } size
            && method.Request.Find("page_token") is { IsString: true } token
            && (items is null || next is { IsString: true })
                ? (size, token, items is null ? null : next)
                : default;
    }
}
