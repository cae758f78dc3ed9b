using System.Collections;
using Microsoft.Build.Framework;

namespace Grpc.Service.Sdk.MSBuild;

/// <summary>
/// Whether MSBuild will make an error of a warning that a task logs. The engine's own answer is wrong under <c>-warnaserror</c> without ids where
/// the project lists WarningsAsErrors, as every SDK project does (the two sets are joined, and "all" is the empty set): then a project that lists
/// none is asked, once for a code.
/// </summary>
/// <param name="project">targets/Warnings.proj; null where a task cannot build a project (the task host of MSBuild on .NET Framework).</param>
/// <param name="assembly">This one.</param>
internal sealed class WarningSwitches(IBuildEngine engine, string? project, string assembly)
{
    // What a person may have given as a global property, which would come along.
    private static readonly string[] s_lists = ["MSBuildWarningsAsErrors", "WarningsAsErrors", "MSBuildTreatWarningsAsErrors"];

    private readonly Dictionary<string, bool> _answers = new(StringComparer.OrdinalIgnoreCase);

    public bool MakesError(string code)
    {
        if (!_answers.TryGetValue(code, out var answer))
        {
            _answers[code] = answer = engine is IBuildEngine8 direct && direct.ShouldTreatWarningAsError(code) || Ask(code);
        }

        return answer;
    }

    private bool Ask(string code)
    {
        if (project is null)
        {
            return false;
        }

        var properties = s_lists.ToDictionary(name => name, _ => "");
        properties["_GrpcWarning"] = code;
        properties["_GrpcTaskAssembly"] = assembly;
        var outputs = new Hashtable();
        return engine.BuildProjectFile(project, ["Ask"], properties, outputs)
            && outputs["Ask"] is ITaskItem[] and [var answer] && answer.ItemSpec.Equals(bool.TrueString, StringComparison.OrdinalIgnoreCase);
    }
}
