using System.Net.Sockets;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Probing;
using Microsoft.Extensions.Options;

namespace JitPortal.Tests.Enforcement.Nftables;

/// <summary>Sensors in the people's network, each connect of which is really made there.</summary>
public sealed class SensorVantageTests
{
    private const string Neighbour6 = "fd60:1::3";

    [Theory]
    [InlineData(RouterFixture.Client, RouterFixture.Neighbour, RouterFixture.Server)]
    [InlineData(RouterFixture.Client6, Neighbour6, RouterFixture.Server6)]
    public async Task SensorBesideThePerson_ProvesClosingsButNoOpenings(string client, string neighbour, string server)
    {
        await using var lab = RouterFixture.Create();
        using var office = Office.At(lab, neighbour);
        await using var point = lab.Point = lab.NewPoint(sensors: office.Probes);
        Assert.Contains(
            "Closures are proved by sensors",
            (await point.CheckAsync(CancellationToken.None)).Single(c => c.Name == "Proofs").Seen,
            StringComparison.Ordinal
        );
        var grant = await lab.OpenAsync(client, server);
        var place = lab.Place(grant, client, server);
        Assert.Equal(SocketError.Success, await lab.TryAsync(client, server));
        Assert.Equal(ProbeVerdict.NotComparable, (await point.ProveOpenAsync(place, CancellationToken.None)).Verdict);
        Assert.Equal(DirectPath.Guarded, (await point.ProbeDirectPathAsync(place, CancellationToken.None)).Path);

        await lab.ShutAsync(grant);
        Assert.NotEqual(SocketError.Success, await lab.TryAsync(client, server));
        var shut = await point.ProveShutAsync(place, CancellationToken.None);
        Assert.Equal(ProbeVerdict.Proved, shut.Verdict);
        Assert.Contains($"as {neighbour}, which has no grant", shut.Vantage, StringComparison.Ordinal);

        // An address with a grant of its own shows nothing about one without.
        await lab.OpenAsync(neighbour, server);
        Assert.Equal(ProbeVerdict.NotComparable, (await point.ProveShutAsync(place, CancellationToken.None)).Verdict);
        Assert.Equal(DirectPath.Unknown, (await point.ProbeDirectPathAsync(place, CancellationToken.None)).Path);
    }

    [Fact]
    public async Task SensorOnThePersonsMachine_ProvesBoth()
    {
        await using var lab = RouterFixture.Create();
        using var office = Office.At(lab, RouterFixture.Client);
        await using var point = lab.Point = lab.NewPoint(sensors: office.Probes);
        var grant = await lab.OpenAsync();
        Assert.Equal(ProbeVerdict.Proved, (await point.ProveOpenAsync(lab.Place(grant), CancellationToken.None)).Verdict);
        Assert.Equal(DirectPath.Unknown, (await point.ProbeDirectPathAsync(lab.Place(grant), CancellationToken.None)).Path);
        await lab.ShutAsync(grant);
        var shut = await point.ProveShutAsync(lab.Place(grant), CancellationToken.None);
        Assert.Equal(ProbeVerdict.Proved, shut.Verdict);
        Assert.Contains("which has the person's address", shut.Vantage, StringComparison.Ordinal);
        Assert.Equal(DirectPath.Guarded, (await point.ProbeDirectPathAsync(lab.Place(grant), CancellationToken.None)).Path);
    }

    [Fact]
    public async Task AnotherWorld_SensorGetsInOrTheServiceIsDown_IsNotCalledProved()
    {
        await using var lab = RouterFixture.Create();
        using var office = Office.At(lab, RouterFixture.Neighbour);
        // The rules guard another port, as when the router is not in the way at all.
        await using var point = lab.Point = lab.NewPoint(guards: ["10.60.2.0/24 6000/tcp"], sensors: office.Probes);
        var grant = lab.Want(port: 6000);
        await lab.ApplyAsync();
        await lab.ShutAsync(grant);
        Assert.Equal(ProbeVerdict.Refuted, (await point.ProveShutAsync(lab.Place(grant), CancellationToken.None)).Verdict);
        Assert.Equal(DirectPath.Bypassable, (await point.ProbeDirectPathAsync(lab.Place(grant), CancellationToken.None)).Path);
        lab.StopServing(RouterFixture.Server);
        Assert.Equal(ProbeVerdict.NotComparable, (await point.ProveShutAsync(lab.Place(grant), CancellationToken.None)).Verdict);
        Assert.Equal(DirectPath.Unknown, (await point.ProbeDirectPathAsync(lab.Place(grant), CancellationToken.None)).Path);
    }

    /// <summary>A sensor whose connects are made in the client's network.</summary>
    private sealed class Office : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();

        private Office() { }

        public SensorProbes Probes { get; } =
            new(
                Options.Create(
                    new EnforcementOptions
                    {
                        Sensors =
                        [
                            new SensorOptions
                            {
                                Name = "office",
                                Account = "s@example.org",
                                Networks = ["10.60.1.0/24", "fd60:1::/64"],
                            },
                        ],
                    }
                ),
                TimeProvider.System
            );

        public static Office At(RouterFixture lab, string address)
        {
            if (address == Neighbour6)
                lab.Net.Batch("client", [$"address add {Neighbour6}/64 dev to-router nodad"]);
            var office = new Office();
            _ = office.ServeAsync(lab, address);
            return office;
        }

        public void Dispose() => _stop.Cancel();

        private async Task ServeAsync(RouterFixture lab, string address)
        {
            var queue = Probes.Find("office")!;
            try
            {
                while (true)
                    foreach (var order in await queue.TakeAsync(null, TimeSpan.FromSeconds(5), _stop.Token))
                    {
                        var (socket, error) = await lab.Net.TryConnectAsync("client", address, order.Address, order.Port, order.TimeoutMs);
                        socket?.Dispose();
                        var met = error switch
                        {
                            SocketError.Success => ConnectAnswer.Accepted,
                            SocketError.ConnectionRefused => ConnectAnswer.Refused,
                            SocketError.TimedOut => ConnectAnswer.NoAnswer,
                            _ => ConnectAnswer.Unreachable,
                        };
                        queue.Answer(new SensorAnswer(order.Id, met.ToString(), address, 1));
                    }
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        }
    }
}
