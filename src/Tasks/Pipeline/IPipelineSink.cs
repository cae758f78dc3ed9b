using Grpc.Service.Sdk.Diagnostics;

namespace Grpc.Service.Sdk.Pipeline;

/// <summary>What the pipeline asks of its host; it never sees MSBuild.</summary>
public interface IPipelineSink
{
    /// <summary>
    /// An error was logged. Asked after reporting, and not computed from our own severities: the host may promote a warning.
    /// </summary>
    bool HasErrors { get; }

    void Report(Diagnostic diagnostic);

    /// <summary>The answer to a command: what a person who gave it wants to see at any verbosity.</summary>
    void Answer(string text);

    /// <summary>One line a stage, for people: what was done, counts, time.</summary>
    void Stage(string text);

    /// <summary>Exact command lines and other detail.</summary>
    void Detail(string text);

    /// <summary>Asks for cores beside those that other projects of the build use.</summary>
    /// <returns>At least 1, at most <paramref name="wanted"/>; to be given back with <see cref="ReleaseCores"/>.</returns>
    int RequestCores(int wanted);

    void ReleaseCores(int count);

    /// <summary>
    /// For a wait: until it is disposed, on the same thread, the host may do other work in this one's place. Whoever is waited for may need just that:
    /// the build that holds a project's lock asks MSBuild about its warnings, and gets no answer from nodes that all wait for it.
    /// </summary>
    IDisposable StepAside();
}
