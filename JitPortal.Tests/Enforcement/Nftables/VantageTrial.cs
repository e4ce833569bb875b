using System.Net.Sockets;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Nftables;
using JitPortal.Enforcement.Nftables.Applying;

namespace JitPortal.Tests.Enforcement.Nftables;

/// <summary>
/// The life of a door as its point proves it, beside what a client really meets: each proof has to agree with that client, and a world that
/// is otherwise must not be called proved.
/// </summary>
internal static class VantageTrial
{
    /// <summary>Runs the snippet that operators copy, as root on the machine with the rules.</summary>
    public static void SetUp(RouterFixture lab, string machine, string account)
    {
        Assert.SkipUnless(File.Exists("/dev/net/tun"), "This kernel has no TUN devices.");
        lab.Net.In(machine, "sh", "-c", NftablesSnippets.ProbeDeviceScript(account));
        // It is run again at each reload of the tables.
        lab.Net.In(machine, "sh", "-c", NftablesSnippets.ProbeDeviceScript(account));
    }

    public static async Task RunAsync(
        RouterFixture lab,
        string machine,
        string client,
        string server,
        NftablesSettings settings,
        Func<INftApplier> reach
    )
    {
        var point = lab.Point;
        await lab.ApplyAsync();
        var grant = lab.Want(client, server);
        var place = lab.Place(grant, client, server);
        await lab.ApplyAsync();
        var live = await lab.ConnectAsync(client, server);
        Agrees(await point.ProveOpenAsync(place, CancellationToken.None));
        Assert.True(await RouterFixture.EchoesAsync(live));
        Assert.Equal(ProbeVerdict.Refuted, (await point.ProveShutAsync(place, CancellationToken.None)).Verdict);

        await lab.ShutAsync(grant);
        Assert.NotEqual(SocketError.Success, await lab.TryAsync(client, server));
        Agrees(await point.ProveShutAsync(place, CancellationToken.None));

        // A point that lives heals within moments what is done to its rules; here the moment before that is what counts.
        await point.DisposeAsync();
        await using var applier = reach();
        var proof = new NftablesProof(settings, new NftTable(applier), TimeProvider.System);

        // Somebody lets the person in past the sets.
        var family = client.Contains(':', StringComparison.Ordinal) ? "ip6" : "ip";
        var (into, outOf) = machine == "server" ? ("guard_in", "guard_out") : ("guard", "guard");
        lab.Net.In(machine, "nft", "insert", "rule", "inet", "jitportal", into, family, "saddr", client, "accept");
        lab.Net.In(machine, "nft", "insert", "rule", "inet", "jitportal", outOf, family, "daddr", client, "accept");
        Assert.Equal(SocketError.Success, await lab.TryAsync(client, server));
        Assert.Equal(ProbeVerdict.Refuted, (await proof.ShutAsync(place, CancellationToken.None)).Verdict);

        // Everything is flushed; then only the guard is loaded again, so that answers to probes find no way back.
        lab.Net.In(machine, "nft", "flush", "ruleset");
        Assert.Equal(SocketError.Success, await lab.TryAsync(client, server));
        Assert.Equal(ProbeVerdict.Refuted, (await proof.ShutAsync(place, CancellationToken.None)).Verdict);
        Assert.True((await applier.AskAsync("apply", "guard\n", CancellationToken.None)).Ok);
        Assert.NotEqual(SocketError.Success, await lab.TryAsync(client, server));
        Assert.Equal(ProbeVerdict.NotComparable, (await proof.ShutAsync(place, CancellationToken.None)).Verdict);
        SetUp(lab, machine, "nobody");
        Agrees(await proof.ShutAsync(place, CancellationToken.None));

        // The service is down: a refusal shows nothing.
        lab.StopServing(server);
        var down = await proof.ShutAsync(place, CancellationToken.None);
        Assert.Equal(ProbeVerdict.NotComparable, down.Verdict);
        Assert.Contains("nothing shows that the service itself is up", down.Result, StringComparison.Ordinal);
    }

    private static void Agrees(ProbeResult proof)
    {
        Assert.True(proof.Verdict == ProbeVerdict.Proved, $"{proof.Verdict}: {proof.Result} {proof.Vantage}");
        Assert.Contains("as the person", proof.Vantage, StringComparison.Ordinal);
    }
}
