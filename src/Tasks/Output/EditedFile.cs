using System.Text;
using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Output;

/// <summary>A file of ours with bytes that we did not write, which is about to be written anew or removed.</summary>
/// <param name="Display">As a diagnostic names it.</param>
/// <param name="File">Absolute.</param>
/// <param name="Copy">The absolute path at which its text is kept.</param>
public sealed record EditedFile(string Display, string File, string Copy)
{
    private static readonly string[] s_markers = ["<<<<<<< ", "=======", ">>>>>>> "];

    /// <summary>Copies the text aside before the file goes.</summary>
    public Diagnostic Keep()
    {
        AtomicFile.Write(Copy, System.IO.File.ReadAllBytes(File));
        return Codes.EditedFile.With(new SourceSpan(Display), Display, Copy);
    }

    /// <summary>Leaves it as it is, to stop the build.</summary>
    public Diagnostic Refuse() => Codes.EditedFileRefused.With(new SourceSpan(Display), Display);

    /// <summary>A checkout with CRLF is no edit, and neither is what a merge left; and nobody edits what is no text.</summary>
    /// <param name="wrote">Whether these are the hash of bytes that we wrote there: a manifest that was merged knows two.</param>
    internal static bool IsEdit(byte[] bytes, Func<string, bool> wrote)
    {
        if (wrote(FileHash.OfBytes(bytes)) || bytes.Any(IsControl))
        {
            return false;
        }

        var text = Encoding.UTF8.GetString(bytes).ReplaceLineEndings("\n");
        var lines = text.Split('\n');
        return !wrote(FileHash.OfBytes(Encoding.UTF8.GetBytes(text))) && !s_markers.All(marker => lines.Any(line => line.StartsWith(marker, StringComparison.Ordinal)));
    }

    private static bool IsControl(byte value) => value < ' ' && value is not ((byte)'\t' or (byte)'\n' or (byte)'\r');
}
