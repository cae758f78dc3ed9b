namespace Grpc.Service.Sdk.Certificates;

/// <summary><c>config/tls</c>: the certificates that the service and its clients have while they are developed.</summary>
/// <param name="Directory">Absolute.</param>
/// <param name="Display">As diagnostics name it.</param>
public sealed record TlsFolder(string Directory, string Display)
{
    public const string Authority = "ca";
    public const string Server = "server";
    public const string Client = "client";

    /// <summary>Keeps all that lies beside it out of the repository.</summary>
    public TlsFile Ignore => At(".gitignore");

    /// <param name="pair">One of the three names.</param>
    public TlsFile Certificate(string pair) => At(pair + ".crt");

    /// <inheritdoc cref="Certificate"/>
    public TlsFile Key(string pair) => At(pair + ".key");

    /// <summary>All that the build writes here, in the order in which it does.</summary>
    public IReadOnlyList<TlsFile> Files =>
        [Ignore, .. ((string[])[Authority, Server, Client]).SelectMany(pair => (TlsFile[])[Key(pair), Certificate(pair)])];

    private TlsFile At(string name) => new(Path.Combine(Directory, name), $"{Display}/{name}");
}

/// <param name="Path">Absolute.</param>
/// <param name="Display">As diagnostics name it.</param>
public sealed record TlsFile(string Path, string Display)
{
    /// <summary>There is something of that name, be it no file.</summary>
    public bool Exists => System.IO.Path.Exists(Path);

    /// <exception cref="InvalidDataException">There is something else, or something that may not be read; the message says what.</exception>
    internal string ReadText()
    {
        if (System.IO.Directory.Exists(Path))
        {
            throw new InvalidDataException("it is a folder.");
        }

        try
        {
            return File.ReadAllText(Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException(exception.Message, exception);
        }
    }
}
