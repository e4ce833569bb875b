using System.Net;
using System.Net.Sockets;
using JitPortal.Enforcement.Nftables.Applying;
using JitPortal.Enforcement.Probing;

namespace JitPortal.Enforcement.Nftables;

/// <summary>
/// A network namespace beside the router that takes the person's address for one connect: its packets come in by a cable and are
/// forwarded and looked up as the person's own, and the answers come back to it by a mark. The person notices nothing. IPv4 and TCP only.
/// </summary>
internal sealed class ProbeNamespaceVantage(string name, TimeProvider time) : IVantage
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly NftTools _tools = new(name, time);
    private static readonly SemaphoreSlim One = new(1, 1);

    public string Name => $"from the probe namespace {name}, as the person";

    /// <summary>A table that somebody flushed would lead no answer back here.</summary>
    public bool SilenceCounts => false;

    public async Task<ConnectAnswer> TryAsync(IPAddress source, Endpoint service, CancellationToken ct)
    {
        if (source.AddressFamily != AddressFamily.InterNetwork || !NetworkNamespace.Exists(name))
            return ConnectAnswer.NoVantage;
        await One.WaitAsync(ct);
        try
        {
            if (
                await _tools.RunAsync("ip", ["address", "replace", $"{source}/32", "dev", "lo"], "", ct)
                is not { Ok: true, Value.ExitCode: 0 }
            )
                return ConnectAnswer.NoVantage;
            try
            {
                return (
                    await ConnectProbe.TryAsync(new IPEndPoint(service.Address, service.Port), source, Patience, time, ct, name)
                ).Answer;
            }
            finally
            {
                await _tools.RunAsync("ip", ["address", "delete", $"{source}/32", "dev", "lo"], "", CancellationToken.None);
            }
        }
        catch (IOException)
        {
            return ConnectAnswer.NoVantage;
        }
        finally
        {
            One.Release();
        }
    }
}
