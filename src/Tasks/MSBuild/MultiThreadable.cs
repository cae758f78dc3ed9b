// MSBuild matches this attribute by its full name; the packages that target net10.0 do not have it yet.
namespace Microsoft.Build.Framework;

/// <summary>The task keeps to absolute paths and said environments, so several may run in one process (<c>-mt</c>).</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class MSBuildMultiThreadableTaskAttribute : Attribute;
