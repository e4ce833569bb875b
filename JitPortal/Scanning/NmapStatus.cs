using System.ComponentModel;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace JitPortal.Scanning;

/// <summary>
/// Finds the user's own Nmap, asks its version and tries whether it may send raw packets. What it finds is kept for a minute, because
/// somebody may be installing it right now.
/// </summary>
internal sealed partial class NmapStatus(IOptions<ScanningOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>The oldest that is taken: of 2019, what the oldest supported distributions ship.</summary>
    private static readonly Version Oldest = new(7, 80);

    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);
    private static readonly string[] Places =
    [
        "/usr/bin/nmap",
        "/usr/local/bin/nmap",
        "/opt/homebrew/bin/nmap",
        "/opt/local/bin/nmap",
        "/snap/bin/nmap",
    ];
    private const string Install =
        "Install it (Debian, Ubuntu: apt install nmap; Fedora: dnf install nmap; others: https://nmap.org/download) or say where it is in the setting Scanning:NmapPath. Importing scans works without it.";

    private readonly SemaphoreSlim _one = new(1, 1);
    private (NmapHealth Health, string? Setting, DateTimeOffset At)? _last;

    public async Task<NmapHealth> CheckAsync(CancellationToken ct)
    {
        var setting = options.Value.NmapPath;
        await _one.WaitAsync(ct);
        try
        {
            if (_last is { } last && last.Setting == setting && time.GetUtcNow() - last.At < KeptFor)
                return last.Health;
            var health = await LookAsync(setting, ct);
            _last = (health, setting, time.GetUtcNow());
            return health;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<NmapHealth> LookAsync(string? setting, CancellationToken ct)
    {
        if (string.Equals(setting, "none", StringComparison.OrdinalIgnoreCase))
            return No(
                null,
                null,
                "Scanning is turned off by the setting Scanning:NmapPath.",
                "Remove the setting to scan from here. Importing scans works all the same."
            );
        if (setting is { Length: > 0 } && !Path.IsPathFullyQualified(setting))
            return No(null, null, "The setting Scanning:NmapPath is not an absolute path.", "Write the whole path, such as /usr/bin/nmap.");
        var path = setting is { Length: > 0 } ? setting : Array.Find(Places, File.Exists);
        if (path is null)
            return No(null, null, "Nmap is not installed on the portal's machine.", Install);
        if (!File.Exists(path))
            return No(null, null, $"There is no Nmap at {path}.", Install);
        if (await RunAsync(path, ["--version"], ct) is not { } answer)
            return No(path, null, $"{path} can't be started.", "Check that it is a program that the portal's user may execute.");
        if (!Version.TryParse(VersionLine().Match(answer.Output).Groups["version"].Value, out var version))
            return No(path, null, $"{path} does not answer as Nmap does.", "Point the setting Scanning:NmapPath to Nmap itself.");
        if (version < Oldest)
            return No(
                path,
                version.ToString(),
                string.Create(CultureInfo.InvariantCulture, $"Nmap {version} is too old; the portal needs {Oldest} or newer."),
                Install
            );
        return Able(path, version.ToString(), await MayRawAsync(path, ct));
    }

    private static NmapHealth Able(string path, string version, bool raw) =>
        (raw, Environment.IsPrivilegedProcess) switch
        {
            (true, true) => new NmapHealth(
                true,
                path,
                version,
                NmapPrivilege.Root,
                $"Nmap {version}, raw packets: the portal runs as root.",
                null
            ),
            (true, false) => new NmapHealth(
                true,
                path,
                version,
                NmapPrivilege.CapNetRaw,
                $"Nmap {version}, raw packets by capability.",
                null
            ),
            _ => new NmapHealth(
                true,
                path,
                version,
                NmapPrivilege.ConnectOnly,
                $"Nmap {version}, ordinary connections only: hosts that answer no connection on ports 80 and 443 can be missed, and MAC addresses are not seen.",
                $"For raw packets: sudo setcap cap_net_raw,cap_net_admin,cap_net_bind_service+eip {path} (in a container also: --cap-add NET_RAW --cap-add NET_ADMIN)."
            ),
        };

    /// <summary>By trying, on the own machine: root without the capability (a container) and a capability that is not in effect both show.</summary>
    private async Task<bool> MayRawAsync(string path, CancellationToken ct) =>
        await RunAsync(path, ["--privileged", "-sS", "-n", "-Pn", "-p", "1", "127.0.0.1"], ct) is { Code: 0 };

    private async Task<(int Code, string Output)?> RunAsync(string path, string[] arguments, CancellationToken ct)
    {
        try
        {
            var command = new NmapCommand(
                path,
                arguments,
                new Dictionary<string, string>(StringComparer.Ordinal),
                "/",
                [],
                TimeSpan.FromSeconds(10)
            );
            await using var process = NmapProcess.Start(command, time);
            using var reader = new StreamReader(process.Output);
            var output = await reader.ReadToEndAsync(ct);
            return ((await process.EndAsync()).Code, output);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static NmapHealth No(string? path, string? version, string sentence, string fix) =>
        new(false, path, version, null, sentence, fix);

    [GeneratedRegex(@"^Nmap version (?<version>\d+\.\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionLine();
}

/// <summary>Whether this machine can scan, and what a person has to do when it can't, or could do better.</summary>
/// <param name="Path">Absolute path of the program, when it was found.</param>
/// <param name="Version">As it says, e.g. <c>7.93</c>.</param>
/// <param name="Sentence">What is the matter; always there.</param>
/// <param name="Fix">What to do; null when nothing needs doing.</param>
public sealed record NmapHealth(bool CanScan, string? Path, string? Version, NmapPrivilege? Privilege, string Sentence, string? Fix)
{
    /// <summary><c>raw</c> or <c>connect</c>, as a scan records it.</summary>
    public static string NameOf(NmapPrivilege privilege) => privilege == NmapPrivilege.ConnectOnly ? "connect" : "raw";
}

/// <summary>What Nmap may do here. It changes what "not seen" means, so every scan records it.</summary>
public enum NmapPrivilege
{
    /// <summary>Ordinary connections only: no ARP or ICMP discovery, no MAC addresses.</summary>
    ConnectOnly,

    /// <summary>Raw packets by the CAP_NET_RAW capability of the program file.</summary>
    CapNetRaw,

    /// <summary>Raw packets because the portal runs as root.</summary>
    Root,
}
