using System.Net.Sockets;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Enforcement.Gateway;

/// <summary>The rules that operators copy, loaded on a machine of their own: they let in the gateway and nobody else.</summary>
public sealed class GatewaySnippetTests
{
    private const string Egress = "10.61.1.5";
    private const string Elsewhere = "10.61.1.6";
    private const string Target = "10.61.1.17";

    [Fact]
    public async Task Nftables_Loaded_LetsInTheGatewayAloneAndEndsWhatStood()
    {
        using var lab = Lab("nft");
        var rules = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(rules, await SnippetAsync("nftables"));
            await GuardsAsync(lab, () => lab.In("target", "nft", "-f", rules));
        }
        finally
        {
            File.Delete(rules);
        }
    }

    [Fact]
    public async Task Iptables_Loaded_LetsInTheGatewayAloneAndEndsWhatStood()
    {
        using var lab = Lab("iptables", "ip6tables");
        Assert.SkipUnless(
            lab.Code("target", "iptables", "-S") == 0 && lab.Code("target", "ip6tables", "-S") == 0,
            "iptables does not work in a namespace here."
        );
        var lines = (await SnippetAsync("iptables")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await GuardsAsync(
            lab,
            () =>
            {
                foreach (var line in lines)
                {
                    var words = line.Split(' ');
                    lab.In("target", words[0], words[1..]);
                }
            }
        );
    }

    private static NetworkNamespaces Lab(params string[] programs)
    {
        var lab = NetworkNamespaces.Create(programs);
        lab.Add("gate");
        lab.Add("target");
        lab.Connect("gate", [$"{Egress}/24", $"{Elsewhere}/24", "fd61::5/64"], "target", [$"{Target}/24", "fd61::17/64"]);
        return lab;
    }

    private static async Task<string> SnippetAsync(string kind)
    {
        await using var fixture = new GatewayFixture(configure: o => o.Egress = Egress);
        return fixture.Point.Snippets.Single(s => s.Title.Contains(kind, StringComparison.Ordinal)).Text;
    }

    private static async Task GuardsAsync(NetworkNamespaces lab, Action load)
    {
        using var four = lab.Listen("target", Target, 5432);
        using var six = lab.Listen("target", "fd61::17", 5432);
        using var other = lab.Listen("target", Target, 80);
        var (before, _) = await lab.TryConnectAsync("gate", Elsewhere, Target, 5432);
        var (mine, _) = await lab.TryConnectAsync("gate", Egress, Target, 5432);
        load();
        await before!.SendAsync(new byte[1]);
        Assert.Equal(SocketError.ConnectionReset, await Client.EndAsync(before));
        await mine!.SendAsync(new byte[1]);
        Assert.Equal(SocketError.Success, await TryAsync(Egress, Target, 5432));
        Assert.Equal(SocketError.ConnectionRefused, await TryAsync(Elsewhere, Target, 5432));
        Assert.Equal(SocketError.ConnectionRefused, await TryAsync("fd61::5", "fd61::17", 5432));
        Assert.Equal(SocketError.Success, await TryAsync(Elsewhere, Target, 80));
        before.Dispose();
        mine.Dispose();

        async Task<SocketError> TryAsync(string from, string to, int port)
        {
            var (socket, error) = await lab.TryConnectAsync("gate", from, to, port);
            socket?.Dispose();
            return error;
        }
    }
}
