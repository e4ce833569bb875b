using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace JitPortal.Enforcement.Probing;

/// <summary>
/// Makes sockets inside a network namespace of this machine (<c>ip netns</c>). A socket stays in the namespace in which it was made,
/// whichever thread uses it later.
/// </summary>
internal static class NetworkNamespace
{
    private const string Folder = "/run/netns";
    private const int CloneNewNet = 0x40000000;

    public static bool Exists(string name) => File.Exists(Path.Combine(Folder, name));

    /// <param name="name">As <c>ip netns</c> lists it; null for the one the portal is in.</param>
    /// <exception cref="IOException">There is no such namespace, or this process may not enter it.</exception>
    public static T In<T>(string? name, Func<T> make)
    {
        if (name is null)
            return make();
        Exception? problem = null;
        T? made = default;
        // A thread of its own that ends here: one that came back to the pool would take strangers' sockets along.
        var thread = new Thread(() =>
        {
            try
            {
                Enter(name);
                made = make();
            }
            catch (Exception e)
            {
                problem = e;
            }
        });
        thread.Start();
        thread.Join();
        if (problem is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(problem);
        return made!;
    }

    private static void Enter(string name)
    {
        if (!OperatingSystem.IsLinux())
            throw new IOException("Only Linux has network namespaces.");
        using var handle = File.OpenHandle(Path.Combine(Folder, Path.GetFileName(name)));
        if (SetNamespace(handle, CloneNewNet) != 0)
            throw new IOException(
                $"The network namespace {name} can't be entered (error {Marshal.GetLastPInvokeError()}); CAP_SYS_ADMIN is needed."
            );
    }

    [SupportedOSPlatform("linux")]
    [DllImport("libc", EntryPoint = "setns", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetNamespace(SafeFileHandle space, int kind);
}
