namespace Grpc.Service.Sdk.Reporting;

/// <summary>Names files as a report has to: from the repository's root, where CI systems look, so that no report names a machine's folder.</summary>
/// <param name="ProjectDirectory">What the findings' paths are relative to; absolute.</param>
/// <param name="RootDirectory">The repository's root, or the project's folder where there is none; absolute.</param>
public sealed record ReportPaths(string ProjectDirectory, string RootDirectory)
{
    public string Of(string path) => Path.GetRelativePath(RootDirectory, Path.GetFullPath(path, ProjectDirectory)).Replace('\\', '/');
}
