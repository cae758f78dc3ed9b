namespace Grpc.Service.Sdk.Modeling;

/// <summary>What of an element is read only when somebody asks, which most runs of most projects never do.</summary>
internal interface IElementDetails
{
    Location Location { get; }

    IReadOnlyList<string> Comment { get; }

    IReadOnlyList<string> TrailingComment { get; }

    bool Deprecated { get; }

    IReadOnlyList<ElementOption> Options { get; }
}
