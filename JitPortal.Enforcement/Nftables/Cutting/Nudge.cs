using System.Globalization;
using System.Net.Sockets;
using JitPortal.Enforcement.Nftables.Applying;
using JitPortal.Enforcement.Probing;

namespace JitPortal.Enforcement.Nftables.Cutting;

/// <summary>
/// On a router, which has no sockets to close: each end of a dead connection is sent one bare SYN that looks as if the other end had
/// sent it. It answers with a challenge (RFC 5961), the rules answer that with a reset, and that reset carries just the right sequence
/// number. Kernels answer such SYNs rarely (every half a second), so it is sent three times.
/// NB. <c>conntrack -D</c> is never used: it brings a connection that the server speaks on first back to life.
/// </summary>
internal sealed class Nudge(NftTools tools, TimeProvider time) : IFlowCutter
{
    /// <summary>Beyond it one listing of all connections is cheaper than one for each.</summary>
    private const int AskedOneByOne = 8;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(700);
    private readonly CancellationTokenSource _ending = new();
    private Task _repeating = Task.CompletedTask;

    public async Task<IReadOnlyDictionary<NftTuple, int>> CutAsync(IReadOnlyList<NftTuple> tuples, CancellationToken ct)
    {
        var wanted = tuples.ToHashSet();
        if (wanted.Count == 0)
            return new Dictionary<NftTuple, int>();
        var flows = (await ListAsync(wanted, ct)).Where(f => wanted.Contains(f.Tuple)).ToList();
        if (flows.Count > 0)
        {
            Send(flows);
            _repeating = Task.WhenAll(_repeating, RepeatAsync(flows));
        }

        var counts = flows.Where(f => f.Established).CountBy(f => f.Tuple).ToDictionary();
        return wanted.ToDictionary(t => t, t => counts.GetValueOrDefault(t));
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _repeating;
        _ending.Dispose();
    }

    private async Task<List<TrackedFlow>> ListAsync(HashSet<NftTuple> tuples, CancellationToken ct)
    {
        var questions =
            tuples.Count <= AskedOneByOne
                ? tuples.Select(t =>
                    (string[])
                        [
                            "-f",
                            t.IsIPv4 ? "ipv4" : "ipv6",
                            "-s",
                            $"{t.Source}",
                            "-d",
                            $"{t.Service}",
                            "--dport",
                            t.Port.ToString(CultureInfo.InvariantCulture),
                        ]
                )
                : tuples.Select(t => t.IsIPv4).Distinct().Select(four => (string[])["-f", four ? "ipv4" : "ipv6"]);
        var flows = new List<TrackedFlow>();
        foreach (var question in questions.ToList())
            if (await tools.RunAsync("conntrack", ["-L", "-p", "tcp", .. question], "", ct) is { Ok: true, Value: var answer })
                flows.AddRange(answer.Output.Split('\n').Select(TrackedFlow.Read).OfType<TrackedFlow>());
        return flows;
    }

    private async Task RepeatAsync(List<TrackedFlow> flows)
    {
        for (var again = 0; again < 2; again++)
        {
            try
            {
                await Task.Delay(Pause, time, _ending.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            Send(flows);
        }
    }

    private void Send(List<TrackedFlow> flows)
    {
        foreach (var family in flows.GroupBy(f => f.Client.AddressFamily))
        {
            try
            {
                using var socket = NetworkNamespace.In(
                    tools.NetworkNamespace,
                    () => new Socket(family.Key, SocketType.Raw, ProtocolType.Raw)
                );
                foreach (var flow in family)
                foreach (var (from, to) in new[] { (flow.Server, flow.Client), (flow.Client, flow.Server) })
                    _ = socket.SendTo(BareSegment.WriteSyn(from, to), BareSegment.Destination(to));
            }
            catch (SocketException)
            {
                // Without the right to raw packets silent connections stay half open; nothing passes all the same, and the check says so.
            }
        }
    }
}
