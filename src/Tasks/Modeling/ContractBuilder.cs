using Grpc.Service.Sdk.Images;
using Grpc.Service.Sdk.Modeling.Descriptors;
using Grpc.Service.Sdk.Modeling.Inference;

namespace Grpc.Service.Sdk.Modeling;

/// <summary>Builds the model from an image.</summary>
public static class ContractBuilder
{
    /// <param name="image">
    /// A FileDescriptorSet with all imports, each before the files that import it (<c>buf build</c>, <c>protoc --include_imports</c>).
    /// </param>
    /// <param name="generatedFiles">
    /// The files, by their path inside their root, that something is generated for; the rest of the image are imports.
    /// </param>
    /// <param name="overrides">What the project says of its defaults; null for nothing.</param>
    /// <param name="sides">Which sides of a file's services get more than stubs, by import path; null for both of all.</param>
    /// <exception cref="ArgumentException">The image is no linked set of descriptors.</exception>
    public static Contract Build(ReadOnlyMemory<byte> image, IReadOnlyCollection<string> generatedFiles, PlanOverrides? overrides = null, Func<string, ServiceSides>? sides = null)
    {
        overrides ??= PlanOverrides.None;
        var generated = generatedFiles.ToHashSet(StringComparer.Ordinal);
        var all = ContractReader.Read(Image.Read(image));
        var files = all.Where(file => generated.Contains(file.Path)).ToArray();
        var contract = new Contract([.. Packages(files, sides)]);
        foreach (var package in contract.Packages)
        {
            PlanInference.PlanMethods(package, overrides);
        }

        return contract with
        {
            Files = [.. all],
            Resources = Resources(contract),
            Findings = [.. OverrideCheck.Findings(contract, overrides)],
        };
    }

    /// <summary>The packages of files that something is generated for, which are told their sides.</summary>
    internal static IEnumerable<ProtoPackage> Packages(IReadOnlyList<ProtoFile> files, Func<string, ServiceSides>? sides)
    {
        foreach (var file in files)
        {
            file.Sides = sides?.Invoke(file.Path) ?? ServiceSides.Both;
        }

        return files.OrderBy(file => file.Path, StringComparer.Ordinal)
            .GroupBy(file => file.Package)
            .OrderBy(package => package.Key, StringComparer.Ordinal)
            .Select(package => new ProtoPackage(package.Key) { Files = [.. package] });
    }

    private static IReadOnlyList<Resource> Resources(Contract contract) =>
    [
        .. contract.ServedServices.SelectMany(service => service.Methods)
            .Select(method => method.Plan)
            .OfType<ResourcePlan>()
            .SelectMany(plan => plan is CreatePlan create ? create.Parents.Prepend(plan.Resource) : [plan.Resource])
            .DistinctBy(resource => resource.Message)
            .OrderBy(resource => resource.Message.FullName, StringComparer.Ordinal),
    ];
}
