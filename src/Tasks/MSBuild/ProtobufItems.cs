using Grpc.Service.Sdk.Diagnostics;
using Grpc.Service.Sdk.Images;
using Microsoft.Build.Framework;

namespace Grpc.Service.Sdk.MSBuild;

/// <summary><c>Protobuf</c> items, with metadata under the names that Grpc.Tools gave them.</summary>
/// <param name="projectDirectory">What relative paths start from.</param>
/// <param name="sides">Which stubs an item gets that does not say.</param>
internal sealed class ProtobufItems(string projectDirectory, ServiceSides sides = ServiceSides.Both)
{
    private enum Access
    {
        Public,
        Internal,
    }

    /// <param name="besideGrpcTools">The project references Grpc.Tools.</param>
    /// <exception cref="DiagnosticException">A value is none of those that the metadata takes.</exception>
    public IReadOnlyList<ContractItem> Read(IEnumerable<ITaskItem> items, bool besideGrpcTools) =>
        NamedContracts.Of([.. items.Select(Read)], Folder(projectDirectory), besideGrpcTools);

    private ContractItem Read(ITaskItem item)
    {
        var root = item.GetMetadata("ProtoRoot");
        return new ContractItem(
            Absolute(item.ItemSpec),
            root.Length == 0 ? null : Folder(root),
            [.. item.GetMetadata("AdditionalImportDirs").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Folder)],
            !IsFalse("ProtoCompile"))
        {
            IsFound = item.GetMetadata("_GrpcIsFound").Length > 0,
            Options = new ContractOptions(
                Choice("GrpcServices", sides), Choice("Access", Access.Public) == Access.Internal, !IsFalse("CompileOutputs")),
        };

        bool IsFalse(string name) => item.GetMetadata(name).Equals("false", StringComparison.OrdinalIgnoreCase);

        T Choice<T>(string name, T otherwise)
            where T : struct, Enum
        {
            var value = item.GetMetadata(name);
            return value.Length == 0 ? otherwise
                : Enum.TryParse<T>(value.Replace(';', ','), ignoreCase: true, out var choice) && Enum.IsDefined(choice) && !char.IsAsciiDigit(value[0]) ? choice
                : throw new DiagnosticException(Codes.BadItemMetadata.With(value, name, item.ItemSpec, string.Join(", ", Enum.GetNames<T>())));
        }
    }

    public string Folder(string path) => Path.TrimEndingDirectorySeparator(Absolute(path));

    private string Absolute(string path) => Path.GetFullPath(path.Replace('\\', Path.DirectorySeparatorChar), projectDirectory);
}
