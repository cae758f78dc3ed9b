using System.Text.Json.Serialization;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Certificates;

/// <summary>What the last look left: while the files are as they were and the day has not come, there is no need to look again.</summary>
/// <param name="Directory">The folder that was looked at, absolute.</param>
/// <param name="From">When.</param>
/// <param name="Until">When something ends.</param>
/// <param name="Findings">What every build tells until then.</param>
internal sealed record CertificateRecord(string Directory, DateTimeOffset From, DateTimeOffset Until, IReadOnlyList<FileStamp> Stamps, IReadOnlyList<Diagnostic> Findings)
{
    private const string FileName = "certificates.json";

    public static CertificateRecord? Read(string stateDirectory) => StateFile.Read(stateDirectory, FileName, CertificateJson.Default.CertificateRecord);

    public static CertificateRecord Of(TlsFolder folder, CertificateOutcome outcome, DateTimeOffset now) =>
        new(folder.Directory, now, outcome.Until, FileStamp.Of(folder), outcome.Lasting);

    public void Write(string stateDirectory) => StateFile.Write(stateDirectory, FileName, this, CertificateJson.Default.CertificateRecord);

    /// <summary>A clock that was put back counts as well as one that went on.</summary>
    public bool Holds(TlsFolder folder, DateTimeOffset now) =>
        Directory == folder.Directory && now >= From && now < Until && Stamps.SequenceEqual(FileStamp.Of(folder)) && !Stamps.Any(stamp => stamp.IsAmbiguous(From));
}

/// <summary>A file's length and time; -1 and 0 where there is none.</summary>
internal sealed record FileStamp(long Length, long Ticks)
{
    public static FileStamp[] Of(TlsFolder folder) => [.. folder.Files.Select(file => Of(new FileInfo(file.Path)))];

    /// <summary>Where a file system counts in whole seconds, an edit within the second of the look would not show.</summary>
    public bool IsAmbiguous(DateTimeOffset looked) =>
        Ticks % TimeSpan.TicksPerSecond == 0 && Math.Abs(looked.UtcTicks - Ticks) <= 2 * TimeSpan.TicksPerSecond;

    private static FileStamp Of(FileInfo file) => file.Exists ? new(file.Length, file.LastWriteTimeUtc.Ticks) : new(-1, 0);
}

[JsonSourceGenerationOptions(UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(CertificateRecord))]
internal sealed partial class CertificateJson : JsonSerializerContext;
