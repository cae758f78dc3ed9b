using System.Runtime.InteropServices;

namespace Grpc.Service.Sdk.Tools;

/// <summary>
/// NuGet extracts files with mode 0744: only the user who restored may execute them. Whether *we* may is the kernel's to
/// say (owner, group, capabilities, mount options), so it is asked, not computed from the mode.
/// </summary>
internal static partial class ExecutableBit
{
    private const int Execute = 1;

    public static bool IsSet(string path) => OperatingSystem.IsWindows() || Access(path, Execute) == 0;

    public static void Set(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        }
    }

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
