using System.Diagnostics;

namespace JitPortal.Tests.Support;

/// <summary>The machine's own PostgreSQL server programs, for throw-away clusters.</summary>
internal static class PostgresPrograms
{
    /// <summary>Folder of the newest version; null when none is installed.</summary>
    public static string? Newest() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .GetDirectories("/usr/lib/postgresql")
                .Select(d => Path.Combine(d, "bin"))
                .Where(d => File.Exists(Path.Combine(d, "initdb")))
                .Max()
            : null;

    /// <summary>The server refuses to run as root; the package made a user for it.</summary>
    public static Task<int> AsServerAsync(string program, params string[] arguments) =>
        Environment.IsPrivilegedProcess
            ? RunAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", program, .. arguments])
            : RunAsync(program, arguments);

    public static async Task<int> RunAsync(string program, params string[] arguments)
    {
        try
        {
            // No pipes: the server that pg_ctl leaves behind would hold them open.
            using var process = Process.Start(
                new ProcessStartInfo("sh", ["-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", program, .. arguments])
                {
                    WorkingDirectory = "/",
                }
            )!;
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
