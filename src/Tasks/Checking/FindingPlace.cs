using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;

namespace Grpc.Service.Sdk.Checking;

/// <summary>
/// Where a person can look. Buf gives what is gone with its file no place at all, or <c>&lt;input&gt;:1:1</c>: such a finding goes to
/// the nearest file that lives.
/// </summary>
internal sealed class FindingPlace(BreakingRequest request, Image current)
{
    private readonly ImageFile[] _living = [.. current.Files.Where(file => !file.IsImport).OrderBy(file => file.Name, StringComparer.Ordinal)];

    public SourceSpan Of(BufAnnotation annotation, BreakingSubject subject)
    {
        if (annotation.Path is { } path)
        {
            return new SourceSpan(request.Source.Display(path), annotation.StartLine, annotation.StartColumn, annotation.EndLine, annotation.EndColumn);
        }

        return Nearest(subject) is { } file
            ? new SourceSpan(request.Source.Display(file.Name), 1, 1, 1, 1)
            : new SourceSpan(request.Source.DisplayPath(request.Source.BufConfiguration ?? request.ProjectFile), 1, 1, 1, 1);
    }

    private ImageFile? Nearest(BreakingSubject subject)
    {
        var folder = Folder(subject.BaselineFile ?? "");
        var same = _living.Where(file => file.Package == subject.Package).ToArray();
        return same.FirstOrDefault(file => Folder(file.Name) == folder)
            ?? same.FirstOrDefault()
            ?? (subject.BaselineFile is null ? null : _living.FirstOrDefault(file => Folder(file.Name) == folder));
    }

    private static string Folder(string name) => name[..(name.LastIndexOf('/') + 1)];
}
