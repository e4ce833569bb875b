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
        await using var rig = new GatewayRig();
        var door = await rig.OpenAsync(service, source: "127.0.0.9");
        var proof = await rig.Point.ProveOpenAsync(GatewayRig.Place(door), CancellationToken.None);
        Assert.Equal(ProbeVerdict.Proved, proof.Verdict);
        Assert.Single(service.Accepted);
        Assert.Empty((await rig.SeeAsync(door))!.Flows);
    }

    [Fact]
    public async Task ProveOpen_ServiceDown_IsContradicted()
    {
        var gone = new TcpService();
        await gone.DisposeAsync();
        await using var rig = new GatewayRig();
        var door = await rig.OpenAsync(gone);
        var proof = await rig.Point.ProveOpenAsync(GatewayRig.Place(door), CancellationToken.None);
        Assert.Equal(ProbeVerdict.Refuted, proof.Verdict);
        Assert.Contains("the service does not", proof.Result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProveShut_OpenThenShut_IsContradictedThenProved()
    {
        await using var service = new TcpService();
        await using var rig = new GatewayRig();
        var door = await rig.OpenAsync(service);
        Assert.Equal(ProbeVerdict.Refuted, (await rig.Point.ProveShutAsync(GatewayRig.Place(door), CancellationToken.None)).Verdict);
        await rig.ShutAsync(door);
        var proof = await rig.Point.ProveShutAsync(GatewayRig.Place(door), CancellationToken.None);
        Assert.Equal(ProbeVerdict.Proved, proof.Verdict);
        Assert.Contains("from the portal's machine", proof.Vantage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProveShut_ServiceItselfDown_IsUnsureBecauseTheControlFails()
    {
        var service = new TcpService();
        await using var rig = new GatewayRig();
        var door = await rig.OpenAsync(service);
        await rig.ShutAsync(door);
        await service.DisposeAsync();
        Assert.Equal(ProbeVerdict.NotComparable, (await rig.Point.ProveShutAsync(GatewayRig.Place(door), CancellationToken.None)).Verdict);
    }

    [Fact]
    public async Task ProveShut_StrangerTookThePort_IsContradicted()
    {
        await using var service = new TcpService();
        await using var stranger = new TcpService();
        await using var rig = new GatewayRig();
        var place = new DoorPlace(JitPortal.Shared.GrantId.New(rig.Time.GetUtcNow()), IPAddress.Loopback, service.Endpoint, stranger.EndPoint.Port);
        Assert.Equal(ProbeVerdict.Refuted, (await rig.Point.ProveShutAsync(place, CancellationToken.None)).Verdict);
    }

    [Fact]
    public async Task ProbeDirectPath_ServiceAnswersThePersonsOwnAddress_IsBypassable()
    {
        await using var service = new TcpService();
        await using var rig = new GatewayRig();
        var place = new DoorPlace(default, IPAddress.Parse("127.0.0.5"), service.Endpoint, 0);
        var direct = await rig.Point.ProbeDirectPathAsync(place, CancellationToken.None);
        Assert.Equal(DirectPath.Bypassable, direct.Path);
        Assert.Equal(IPAddress.Parse("127.0.0.5"), ((IPEndPoint)service.Accepted.Single().RemoteEndPoint!).Address);
    }

    [Fact]
    public async Task ProbeDirectPath_PersonOnThisMachineOverIPv6_IsTriedFromItsIPv4LoopbackAddress()
    {
        await using var service = new TcpService();
        await using var rig = new GatewayRig();
        var direct = await rig.Point.ProbeDirectPathAsync(new DoorPlace(default, IPAddress.IPv6Loopback, service.Endpoint, 0), CancellationToken.None);
        Assert.Equal(DirectPath.Bypassable, direct.Path);
    }

    [Fact]
    public async Task ProbeDirectPath_ServiceRefuses_IsGuarded()
    {
        var gone = new TcpService();
        await gone.DisposeAsync();
        await using var rig = new GatewayRig();
        var direct = await rig.Point.ProbeDirectPathAsync(new DoorPlace(default, IPAddress.Loopback, gone.Endpoint, 0), CancellationToken.None);
        Assert.Equal(DirectPath.Guarded, direct.Path);
    }

    [Fact]
    public async Task ProbeDirectPath_PersonElsewhereAndNoSecondAddress_IsUnknown()
    {
        await using var service = new TcpService();
        await using var rig = new GatewayRig();
        var direct = await rig.Point.ProbeDirectPathAsync(new DoorPlace(default, IPAddress.Parse("192.0.2.1"), service.Endpoint, 0), CancellationToken.None);
        Assert.Equal(DirectPath.Unknown, direct.Path);
        Assert.Empty(service.Accepted);
    }

    [Fact]
    public async Task ProbeDirectPath_SecondAddressConfigured_IsUsedForPeopleElsewhere()
    {
        await using var service = new TcpService();
        await using var rig = new GatewayRig(configure: o => o.ProbeFrom = "127.0.0.77");
        var direct = await rig.Point.ProbeDirectPathAsync(new DoorPlace(default, IPAddress.Parse("192.0.2.1"), service.Endpoint, 0), CancellationToken.None);
        Assert.Equal(DirectPath.Bypassable, direct.Path);
        Assert.Contains("127.0.0.77", direct.Vantage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Egress_Configured_IsWhatTheServiceSees()
    {
        await using var service = new TcpService();
        await using var rig = new GatewayRig(configure: o => o.Egress = "127.0.0.66");
        var door = await rig.OpenAsync(service);
        using var client = await Client.LiveAsync(door.Port);
        Assert.Equal(IPAddress.Parse("127.0.0.66"), ((IPEndPoint)service.Accepted.Single().RemoteEndPoint!).Address);
    }
}
