using System.Net;
using JitPortal.Enforcement.Model;
using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Grants;

/// <summary>
/// A point behind another that carries the connections admits the carrier. Where the carrier's address cannot be known (no route, no
/// socket left to ask with), it admits nobody: least of all the person, who would get past the carrier.
/// </summary>
public sealed class CarriedDoorTests : IAsyncLifetime
{
    private static readonly Endpoint Service = new(IPAddress.Parse("10.9.0.22"), 22, TransportProtocol.Tcp);
    private static readonly DemandedEnforcement Both = new(["edge", "host"], LeaseKind.Full);
    private GrantFixture _fixture = null!;

    private FakeCarrier Edge => (FakeCarrier)_fixture.FakeOf("edge");

    private FakePoint Host => _fixture.FakeOf("host");

    public async ValueTask InitializeAsync() => _fixture = await GrantFixture.CarriedAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Open_CarriersAddressNotKnown_OpensForNobodyAndSaysWhy()
    {
        var carrier = Edge.Address;
        Edge.Address = null;
        var id = await _fixture.ScheduleAsync(Service, source: "10.1.0.7", demanded: Both);
        await _fixture.PassAsync();
        Assert.Empty(Host.Doors);
        var opening = await _fixture.GrantAsync(id);
        Assert.Equal(GrantState.Opening, opening.State);
        Assert.Contains("It is not known from which address", opening.LastError, StringComparison.Ordinal);

        Edge.Address = carrier;
        _fixture.Store.Clock.Advance(TimeSpan.FromSeconds(2));
        await _fixture.PassAsync();
        await _fixture.PassAsync();
        Assert.Equal(GrantState.Open, (await _fixture.GrantAsync(id)).State);
        Assert.Equal(carrier, Host.Doors[id].Source);
    }

    [Fact]
    public async Task Standing_CarriersAddressForgotten_StandsAsItWasOpened_AndIsNotCalledProvedWhenShut()
    {
        var id = await _fixture.ScheduleAsync(Service, source: "10.1.0.7", demanded: Both);
        await _fixture.PassAsync();
        await _fixture.PassAsync();
        var carrier = Edge.Address;

        Edge.Address = null;
        await _fixture.PassAsync();
        Assert.Equal(carrier, Host.Doors[id].Source);
        Assert.Equal(GrantState.Open, (await _fixture.GrantAsync(id)).State);

        (await _fixture.Ledger.ReleaseAsync(GrantFixture.Person("u1"), id, CancellationToken.None)).Required();
        await _fixture.PassAsync();
        Assert.Empty(Host.Doors);
        var door = (await _fixture.GrantAsync(id)).DoorAt("host")!;
        Assert.Equal((DoorState.Open, ProbeVerdict.NotComparable), (door.State, door.Proof));

        Edge.Address = carrier;
        _fixture.Store.Clock.Advance(TimeSpan.FromSeconds(2));
        await _fixture.PassAsync();
        Assert.Equal(ProbeVerdict.Proved, (await _fixture.GrantAsync(id)).DoorAt("host")!.Proof);
        Assert.Equal(GrantState.Closed, (await _fixture.GrantAsync(id)).State);
    }

    [Fact]
    public void Preview_CarriersAddressNotKnown_JudgesTheServiceAlone()
    {
        Edge.Address = null;
        Assert.Empty(_fixture.Store.Get<GrantFeasibility>().Objections(Both.Points, Service, IPAddress.Parse("10.1.0.7")));
    }
}
