using System.Net;
using JitPortal.Components.Pages.Grants;
using JitPortal.Enforcement.Model;
using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Shared;

namespace JitPortal.Tests.Grants;

/// <summary>What was proved of a grant: every door of it, and the last word.</summary>
public sealed class DoorProofTests : IAsyncLifetime
{
    private static readonly Endpoint Service = new(IPAddress.Loopback, 5432, TransportProtocol.Tcp);
    private static readonly DemandedEnforcement Both = new(["edge", "ssh"], LeaseKind.Full);
    private GrantRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await GrantRig.FakesAsync("edge", "ssh");

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Closed_OneDoorCouldNotBeVerified_TheGrantIsNotProved()
    {
        var id = await OpenAsync();
        _rig.FakeOf("edge").ShutLooks = ProbeVerdict.NotComparable;
        var closed = await ReleaseAsync(id);
        Assert.Equal(GrantState.Closed, closed.State);
        Assert.NotEqual("ClosedProved", GrantWords.Look(closed));
    }

    [Fact]
    public async Task Closed_ALaterLookFindsADoorOpen_TheGrantIsNoLongerProved()
    {
        var id = await OpenAsync();
        Assert.Equal("ClosedProved", GrantWords.Look(await ReleaseAsync(id)));
        _rig.FakeOf("ssh").ShutLooks = ProbeVerdict.Refuted;
        await LaterAsync(TimeSpan.FromSeconds(2));
        Assert.NotEqual("ClosedProved", GrantWords.Look(await ViewAsync(id)));
    }

    private async Task<GrantId> OpenAsync(DemandedEnforcement? demanded = null)
    {
        var id = await _rig.ScheduleAsync(Service, demanded: demanded ?? Both);
        await _rig.PassAsync();
        Assert.Equal(GrantState.Open, (await _rig.GrantAsync(id)).State);
        return id;
    }

    private async Task<GrantView> ReleaseAsync(GrantId id)
    {
        (await _rig.Ledger.ReleaseAsync(GrantRig.Person("u1"), id, CancellationToken.None)).Required();
        await _rig.PassAsync();
        return await ViewAsync(id);
    }

    private async Task LaterAsync(TimeSpan by)
    {
        _rig.Store.Clock.Advance(by);
        await _rig.PassAsync();
        await Task.Delay(200);
    }

    private async Task<GrantView> ViewAsync(GrantId id) => (await _rig.Queries.GetAsync(GrantRig.Person("u1"), id, CancellationToken.None)).Required();
}
