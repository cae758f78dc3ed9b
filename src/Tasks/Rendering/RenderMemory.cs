using System.Collections.Concurrent;
using Grpc.Service.Sdk.Modeling;
using Grpc.Service.Sdk.Tools;

namespace Grpc.Service.Sdk.Rendering;

/// <summary>What one template wrote for one element.</summary>
/// <param name="Key">Of everything that it depended on.</param>
/// <param name="Path">The file, below <c>generated/</c>; null where the template had nothing to write.</param>
/// <param name="Hash">Of its bytes.</param>
public sealed record RenderState(string Key, string? Path, string? Hash);

/// <summary>
/// Spares the templates of packages that nothing changed for: rendering the pages of a thousand contracts takes seconds, and an edit
/// changes few. Only for templates that look at their own package, and at what that imports.
/// </summary>
/// <param name="surroundings">The key of what every element depends on: options, templates, the SDK.</param>
/// <param name="keys">By import path: of a file, comments included, and the contracts of all that it imports.</param>
/// <param name="last">What the last whole run wrote.</param>
/// <param name="hashOf">The hash of a file below <c>generated/</c>; null where there is none.</param>
public sealed class RenderMemory(
    string surroundings, IReadOnlyDictionary<string, string> keys, IReadOnlyDictionary<string, RenderState> last, Func<string, string?> hashOf)
{
    private readonly ConcurrentDictionary<string, string> _packages = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RenderState> _states = new(StringComparer.Ordinal);

    /// <summary>For the next run.</summary>
    public IReadOnlyDictionary<string, RenderState> States => _states;

    /// <param name="unit">The template and its element.</param>
    /// <param name="package">The element's package.</param>
    /// <returns>Nothing to render, and the file if one was written; null to render.</returns>
    public (RenderedFile? File, bool IsKnown) Recall(string unit, ProtoPackage package)
    {
        if (last.GetValueOrDefault(unit) is not { } state || state.Key != KeyOf(package) || (state.Path is { } path && hashOf(path) != state.Hash))
        {
            return (null, false);
        }

        _states[unit] = state;
        return (state.Path is null ? null : RenderedFile.Kept(state.Path, state.Hash!), true);
    }

    public void Remember(string unit, ProtoPackage package, RenderedFile? file) => _states[unit] = new RenderState(KeyOf(package), file?.Path, file?.Hash);

    private string KeyOf(ProtoPackage package) => _packages.GetOrAdd(package.Name, _ =>
    {
        using var key = new KeyHash().Add("surroundings", surroundings);
        foreach (var file in package.Files)
        {
            key.Add(file.Path, keys[file.Path]);
        }

        return key.Finish();
    });
}
