using System.Globalization;
using System.Net;
using System.Net.Sockets;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Probing;

/// <summary>
/// Lets Nmap look at one port and keeps its XML: an auditor can hold it against the portal's own word. One at a time, so that a
/// thousand grants that end together do not become a scan; who comes meanwhile gets none.
/// </summary>
internal sealed class NmapEvidence(TimeProvider time) : IDisposable
{
    /// <summary>Nmap itself gives a host ten seconds; the rest is its start.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private const int Longest = 64 * 1024;
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Null when Nmap is not installed, busy for another grant, or says nothing.</summary>
    public async Task<string?> TakeAsync(IPEndPoint target, CancellationToken ct)
    {
        if (ChildProgram.Find("nmap") is not { } nmap || !await _one.WaitAsync(TimeSpan.Zero, ct))
            return null;
        try
        {
            var ran = await ChildProgram.RunAsync(nmap, Arguments(target), null, Patience, time, ct);
            return ran.ExitCode == 0 && ran.Output.Length is > 0 and <= Longest ? ran.Output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>A connect scan needs no rights and is just what a client would do.</summary>
    private static List<string> Arguments(IPEndPoint target) =>
        [
            "-oX",
            "-",
            "-n",
            "-Pn",
            "-sT",
            "--reason",
            "--max-retries",
            "1",
            "--host-timeout",
            "10s",
            .. target.AddressFamily == AddressFamily.InterNetworkV6 ? (IEnumerable<string>)["-6"] : [],
            "-p",
            target.Port.ToString(CultureInfo.InvariantCulture),
            target.Address.ToString(),
        ];
}
