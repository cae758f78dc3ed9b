namespace Grpc.Service.Sdk.Pipeline;

/// <summary>What is made of the contract.</summary>
public enum PipelineRole
{
    /// <summary>Everything: messages, stubs, server and client.</summary>
    Service,

    /// <summary>Messages, the client's stubs and the typed client.</summary>
    Client,

    /// <summary>Messages and stubs alone.</summary>
    Contracts,
}
