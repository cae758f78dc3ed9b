using CliWrap.Buffered;

namespace Grpc.Service.Sdk.EndToEnd.Harness;

/// <summary>Runs shell scripts that may mount: what they mount is seen by themselves alone and ends with them.</summary>
internal static class MountNamespace
{
    private static readonly Lazy<string?> s_refusal = new(Refusal);

    /// <param name="script">Of <c>sh</c>, stopping at the first command that fails.</param>
    /// <param name="arguments">Its <c>$1</c> and so on.</param>
    public static async Task<BufferedCommandResult> RunAsync(string folder, string script, params string[] arguments)
    {
        Skip.If(s_refusal.Value is not null, $"this host does not let a test mount: {s_refusal.Value}");
        return await Shell.RunAsync("unshare", folder, ["--map-root-user", "--mount", "sh", "-euc", script, "sh", .. arguments]);
    }

    private static string? Refusal()
    {
        if (!OperatingSystem.IsLinux())
        {
            return "it is no Linux";
        }

        try
        {
            var tried = Shell.RunAsync("unshare", "/", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt").GetAwaiter().GetResult();
            return tried.ExitCode == 0 ? null : tried.StandardError.Trim();
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return exception.Message;
        }
    }
}
