using System.Net;
using JitPortal.Enforcement.Model;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Enforcement.Gateway;

public sealed class GatewayProofTests
{
    [Fact]
    public async Task ProveOpen_DoorPinnedToSomebodyElse_ReachesTheServiceAndShowsNoFlow()
    {
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture();
        var door = await fixture.OpenAsync(service, source: "127.0.0.9");
        var proof = await fixture.Point.ProveOpenAsync(GatewayFixture.Place(door), CancellationToken.None);
        Assert.Equal(ProbeVerdict.Proved, proof.Verdict);
        Assert.Single(service.Accepted);
        Assert.Empty((await fixture.SeeAsync(door))!.Flows);
    }

    [Fact]
    public async Task ProveOpen_ServiceDown_IsContradicted()
    {
        var gone = new TcpService();
        await gone.DisposeAsync();
        await using var fixture = new GatewayFixture();
        var door = await fixture.OpenAsync(gone);
        var proof = await fixture.Point.ProveOpenAsync(GatewayFixture.Place(door), CancellationToken.None);
        Assert.Equal(ProbeVerdict.Refuted, proof.Verdict);
        Assert.Contains("the service does not", proof.Result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProveShut_OpenThenShut_IsContradictedThenProved()
    {
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture();
        var door = await fixture.OpenAsync(service);
        Assert.Equal(
            ProbeVerdict.Refuted,
            (await fixture.Point.ProveShutAsync(GatewayFixture.Place(door), CancellationToken.None)).Verdict
        );
        await fixture.ShutAsync(door);
        var proof = await fixture.Point.ProveShutAsync(GatewayFixture.Place(door), CancellationToken.None);
        Assert.Equal(ProbeVerdict.Proved, proof.Verdict);
        Assert.Contains("from the portal's machine", proof.Vantage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProveShut_ServiceItselfDown_IsUnsureBecauseTheControlFails()
    {
        var service = new TcpService();
        await using var fixture = new GatewayFixture();
        var door = await fixture.OpenAsync(service);
        await fixture.ShutAsync(door);
        await service.DisposeAsync();
        Assert.Equal(
            ProbeVerdict.NotComparable,
            (await fixture.Point.ProveShutAsync(GatewayFixture.Place(door), CancellationToken.None)).Verdict
        );
    }

    [Fact]
    public async Task ProveShut_StrangerTookThePort_IsContradicted()
    {
        await using var service = new TcpService();
        await using var stranger = new TcpService();
        await using var fixture = new GatewayFixture();
        var place = new DoorAddress(
            JitPortal.Shared.GrantId.New(fixture.Time.GetUtcNow()),
            IPAddress.Loopback,
            service.Endpoint,
            stranger.EndPoint.Port
        );
        Assert.Equal(ProbeVerdict.Refuted, (await fixture.Point.ProveShutAsync(place, CancellationToken.None)).Verdict);
    }

    [Fact]
    public async Task ProbeDirectPath_ServiceAnswersThePersonsOwnAddress_IsBypassable()
    {
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture();
        var place = new DoorAddress(default, IPAddress.Parse("127.0.0.5"), service.Endpoint, 0);
        var direct = await fixture.Point.ProbeDirectPathAsync(place, CancellationToken.None);
        Assert.Equal(DirectPath.Bypassable, direct.Path);
        Assert.Equal(IPAddress.Parse("127.0.0.5"), ((IPEndPoint)service.Accepted.Single().RemoteEndPoint!).Address);
    }

    [Fact]
    public async Task ProbeDirectPath_PersonOnThisMachineOverIPv6_IsTriedFromItsIPv4LoopbackAddress()
    {
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture();
        var direct = await fixture.Point.ProbeDirectPathAsync(
            new DoorAddress(default, IPAddress.IPv6Loopback, service.Endpoint, 0),
            CancellationToken.None
        );
        Assert.Equal(DirectPath.Bypassable, direct.Path);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task ProbeDirectPath_ServiceIsDown_IsUnknownAndTriedAgain(string person)
    {
        var gone = new TcpService();
        await gone.DisposeAsync();
        await using var fixture = new GatewayFixture();
        var direct = await fixture.Point.ProbeDirectPathAsync(
            new DoorAddress(default, IPAddress.Parse(person), gone.Endpoint, 0),
            CancellationToken.None
        );
        Assert.Equal((DirectPath.Unknown, true), (direct.Path, direct.TryAgain));
        Assert.Contains("could not be verified", direct.Result, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("::1", "127.0.0.1")]
    [InlineData("127.0.0.1", "::1")]
    public async Task ProbeDirectPath_PersonHereWhoseAddressCannotReachTheService_IsNotCalledGuarded(string person, string service)
    {
        await using var fixture = new GatewayFixture(configure: o => o.ProbeFrom = "127.0.0.77");
        var place = new DoorAddress(
            default,
            IPAddress.Parse(person),
            new JitPortal.Shared.Endpoint(IPAddress.Parse(service), PortalProcess.FreePort(), JitPortal.Shared.TransportProtocol.Tcp),
            0
        );
        Assert.Equal(DirectPath.Unknown, (await fixture.Point.ProbeDirectPathAsync(place, CancellationToken.None)).Path);
    }

    [Fact]
    public async Task ProbeDirectPath_FirewallKeepsThePersonOutAndLetsTheGatewayIn_IsGuarded()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && NetworkNamespaces.Has("nft"),
            "Needs root and nft."
        );
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture(configure: o => o.Egress = "127.0.0.66");
        var place = new DoorAddress(default, IPAddress.Parse("127.0.0.5"), service.Endpoint, 0);
        Assert.Equal(DirectPath.Bypassable, (await fixture.Point.ProbeDirectPathAsync(place, CancellationToken.None)).Path);
        var table = $"jitguard{service.EndPoint.Port}";
        await NftAsync(
            $"add table ip {table}; add chain ip {table} in {{ type filter hook input priority 0; }}; "
                + $"add rule ip {table} in ip saddr != 127.0.0.66 tcp dport {service.EndPoint.Port} reject with tcp reset"
        );
        try
        {
            var direct = await fixture.Point.ProbeDirectPathAsync(place, CancellationToken.None);
            Assert.Equal((DirectPath.Guarded, "from the portal's machine, as 127.0.0.5"), (direct.Path, direct.Vantage));
        }
        finally
        {
            await NftAsync($"delete table ip {table}");
        }

        static async Task NftAsync(string commands) =>
            Assert.True(
                (
                    await JitPortal.Shared.ChildProgram.RunAsync(
                        JitPortal.Shared.ChildProgram.Find("nft")!,
                        ["-f", "-"],
                        commands,
                        TimeSpan.FromSeconds(10),
                        TimeProvider.System,
                        CancellationToken.None
                    )
                ).Succeeded
            );
    }

    [Fact]
    public async Task ProbeDirectPath_PersonElsewhereAndNoSecondAddress_IsUnknown()
    {
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture();
        var direct = await fixture.Point.ProbeDirectPathAsync(
            new DoorAddress(default, IPAddress.Parse("192.0.2.1"), service.Endpoint, 0),
            CancellationToken.None
        );
        Assert.Equal(DirectPath.Unknown, direct.Path);
        Assert.Empty(service.Accepted);
    }

    [Fact]
    public async Task ProbeDirectPath_SecondAddressConfigured_IsUsedForPeopleElsewhere()
    {
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture(configure: o => o.ProbeFrom = "127.0.0.77");
        var direct = await fixture.Point.ProbeDirectPathAsync(
            new DoorAddress(default, IPAddress.Parse("192.0.2.1"), service.Endpoint, 0),
            CancellationToken.None
        );
        Assert.Equal(DirectPath.Bypassable, direct.Path);
        Assert.Contains("127.0.0.77", direct.Vantage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Egress_Configured_IsWhatTheServiceSees()
    {
        await using var service = new TcpService();
        await using var fixture = new GatewayFixture(configure: o => o.Egress = "127.0.0.66");
        var door = await fixture.OpenAsync(service);
        using var client = await Client.LiveAsync(door.Port);
        Assert.Equal(IPAddress.Parse("127.0.0.66"), ((IPEndPoint)service.Accepted.Single().RemoteEndPoint!).Address);
    }
}
