using System.Globalization;
using JitPortal.Scanning.Model;

namespace JitPortal.Scanning;

/// <summary>
/// The argument vector of a scan, as pure data. NB. Nothing in it comes from a person: the profile is a closed set, the limits are numbers,
/// and the targets go in by standard input (<c>-iL -</c>), where a line that begins with "-" is a name and not an option.
/// </summary>
internal static class NmapArguments
{
    /// <param name="ownMachine">No rate is set for loopback: there is no network to spare.</param>
    public static IReadOnlyList<string> Build(
        ScanProfile profile,
        ScanningOptions limits,
        NmapPrivilege privilege,
        bool ipv6,
        bool ownMachine,
        string? excludeFile
    ) =>
        [
            "--noninteractive",
            "-n",
            "-oX",
            "-",
            "--stats-every",
            "2s",
            "--max-hostgroup",
            Number(limits.HostGroup),
            "--host-timeout",
            $"{Number((long)limits.HostTimeout.TotalSeconds)}s",
            "--max-retries",
            Number(limits.MaxRetries),
            .. ownMachine ? [] : new[] { "--max-rate", Number(limits.MaxRate) },
            .. ipv6 ? new[] { "-6" } : [],
            .. Rights(profile, privilege),
            .. Flags(profile),
            .. excludeFile is null ? [] : new[] { "--excludefile", excludeFile },
            "-iL",
            "-",
        ];

    /// <summary>The child's whole environment but PATH, HOME and LANG.</summary>
    public static IReadOnlyDictionary<string, string> Environment(NmapPrivilege privilege) =>
        privilege == NmapPrivilege.ConnectOnly
            ? new Dictionary<string, string>(StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal) { ["NMAP_PRIVILEGED"] = "1" };

    /// <summary>
    /// What the scan really uses. Raw packets show nothing more of the own machine and are slower there, and Nmap gives no hints
    /// of hosts for them, so a scan of loopback connects.
    /// </summary>
    public static NmapPrivilege Effective(NmapPrivilege able, ScanScope scope) => scope.IsLoopback ? NmapPrivilege.ConnectOnly : able;

    private static string[] Rights(ScanProfile profile, NmapPrivilege privilege) =>
        (profile, privilege) switch
        {
            (ScanProfile.Ping, NmapPrivilege.ConnectOnly) => ["--unprivileged", "-sn"],
            (ScanProfile.Ping, _) => ["--privileged", "-sn"],
            (_, NmapPrivilege.ConnectOnly) => ["--unprivileged", "-sT"],
            _ => ["--privileged", "-sS"],
        };

    private static string[] Flags(ScanProfile profile) =>
        profile switch
        {
            ScanProfile.Ping => ["-T4"],
            ScanProfile.Quick => ["-T4", "-F"],
            ScanProfile.Standard => ["-T4", "-sV", "-p", StandardPorts.List],
            ScanProfile.Full => ["-T4", "-p-", "-sV"],
            _ => ["-T4", "-sV", "-p", StandardPorts.List, "--script", "ssl-cert,http-title,ssh-hostkey", "--script-timeout", "60s"],
        };

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
