using System.Globalization;
using System.Net;
using System.Net.Sockets;
using JitPortal.Enforcement.Nftables.Applying;

namespace JitPortal.Enforcement.Nftables.Cutting;

/// <summary>On the machine where the connections end: asks the kernel to close the sockets (<c>ss -K</c>), which resets the other end too.</summary>
internal sealed class SocketKill(NftTools tools) : IFlowCutter
{
    public async Task<IReadOnlyDictionary<NftTuple, int>> CutAsync(IReadOnlyList<NftTuple> tuples, CancellationToken ct)
    {
        var cut = new Dictionary<NftTuple, int>();
        foreach (var tuple in tuples.Distinct())
        {
            var ran = await tools.RunAsync(
                "ss",
                [
                    "-K",
                    "-H",
                    "-n",
                    "-t",
                    "src",
                    Bracketed(tuple.Service),
                    "dst",
                    Bracketed(tuple.Source),
                    "sport",
                    "=",
                    string.Create(CultureInfo.InvariantCulture, $":{tuple.Port}"),
                ],
                "",
                ct
            );
            cut[tuple] = ran is { Ok: true, Value.ExitCode: 0 }
                ? ran.Value.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length
                : 0;
        }

        return cut;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Bracketed(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
}
