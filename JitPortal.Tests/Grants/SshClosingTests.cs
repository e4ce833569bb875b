using JitPortal.Components.Pages.Grants;
using JitPortal.Enforcement.Model;
using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Shared;
using JitPortal.Tests.Enforcement.Ssh;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Grants;

/// <summary>Grants of SSH certificates against a real sshd: none is called closed while the host may still let its certificate in.</summary>
public sealed class SshClosingTests
{
    [Fact]
    public async Task Revoke_SshdIsDown_StaysClosing_UntilItIsBackWithTheListAndRefuses()
    {
        await using var ssh = await SshFixture.StartAsync(o => o.KrlPath = null);
        await ssh.FetchAsync();
        await using var fixture = await AtAsync(ssh);
        var grant = await fixture.OpenAsync(ssh.Service);
        Assert.Equal(ProbeVerdict.Proved, grant.Proof);
        using var key = await ssh.KeyAsync(grant.Id);
        await ssh.StopListeningAsync();
        Assert.Equal(GrantState.Closing, (await RevokeAsync(fixture, grant.Id)).State);

        // The host comes back as it was: from outside, the certificate still gets in.
        await ssh.ListenAsync();
        Assert.Equal("in", (await ssh.LogInAsync(key)).Output.Trim());
        await LaterAsync(fixture, TimeSpan.FromSeconds(31));
        var open = await ViewAsync(fixture, grant.Id);
        Assert.Equal((GrantState.Closing, ProbeVerdict.Refuted), (open.State, open.Doors[0].Proof));
        Assert.Contains("still lets in a certificate", open.LastError, StringComparison.Ordinal);

        await ssh.FetchAsync();
        await LaterAsync(fixture, TimeSpan.FromSeconds(31));
        Assert.Contains("Permission denied", (await ssh.LogInAsync(key)).Error, StringComparison.Ordinal);
        var closed = await ViewAsync(fixture, grant.Id);
        Assert.Equal((GrantState.Closed, true), (closed.State, closed.Proved));
        // Not when the list was published: when the host was first seen to refuse.
        Assert.True(closed.RevocationLatency >= TimeSpan.FromSeconds(62), $"{closed.RevocationLatency}");
        Assert.Equal((EndKnown.AtMost, true), (closed.LatencyKnown, closed.LeavesSessions));
        Assert.Contains("live sessions are not ended by ssh", GrantText.Ending(closed, own: false), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoke_HostShowsAnotherKey_StaysClosing_UntilTheKnownHostRefuses()
    {
        await using var ssh = await SshFixture.StartAsync(o => o.KrlPath = null);
        await ssh.FetchAsync();
        await using var fixture = await AtAsync(ssh);
        var grant = await fixture.OpenAsync(ssh.Service);
        await ssh.ForgetHostKeyAsync();
        Assert.Equal(GrantState.Closing, (await RevokeAsync(fixture, grant.Id)).State);
        await ssh.FetchAsync();
        await LaterAsync(fixture, TimeSpan.FromSeconds(31));
        var unsure = await ViewAsync(fixture, grant.Id);
        Assert.Equal((GrantState.Closing, ProbeVerdict.NotComparable), (unsure.State, unsure.Doors[0].Proof));
        Assert.Contains("host key", unsure.Doors[0].Why, StringComparison.Ordinal);
        await ssh.KnowHostKeyAsync();
        await LaterAsync(fixture, TimeSpan.FromSeconds(31));
        Assert.Equal((GrantState.Closed, true), ((await ViewAsync(fixture, grant.Id)).State, (await ViewAsync(fixture, grant.Id)).Proved));
    }

    [Fact]
    public async Task Revoke_HostNeverComesBack_ClosesWhenTheLastCertificateIsOverByEveryClock()
    {
        var clock = new JumpingClock();
        await using var ssh = await SshFixture.StartAsync(o => o.KrlPath = null, listens: false, time: clock);
        await using var fixture = await AtAsync(ssh);
        var grant = await fixture.OpenAsync(ssh.Service, duration: TimeSpan.FromMinutes(10));
        Assert.Equal(ProbeVerdict.NotComparable, grant.Proof);
        (await ssh.KeyAsync(grant.Id)).Dispose();
        Assert.Equal(GrantState.Closing, (await RevokeAsync(fixture, grant.Id)).State);

        // Expired for this clock, but the host never showed its own.
        await BothAsync(TimeSpan.FromMinutes(11));
        Assert.Equal(GrantState.Closing, (await fixture.GrantAsync(grant.Id)).State);
        // A wall clock that somebody sets ends no certificate elsewhere.
        clock.Jump(TimeSpan.FromDays(1));
        await BothAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(GrantState.Closing, (await fixture.GrantAsync(grant.Id)).State);
        clock.Jump(TimeSpan.FromDays(-1));

        await BothAsync(TimeSpan.FromMinutes(4));
        var closed = await ViewAsync(fixture, grant.Id);
        Assert.Equal((GrantState.Closed, false, "ClosedUnverified"), (closed.State, closed.Proved, GrantText.Look(closed)));
        Assert.Contains("so none can be used any more", closed.Doors[0].Why, StringComparison.Ordinal);
        Assert.Equal(EndKnown.AtMost, closed.LatencyKnown);

        async Task BothAsync(TimeSpan by)
        {
            clock.Advance(by);
            await LaterAsync(fixture, by);
        }
    }

    [Fact]
    public async Task Revoke_PortalStartsAnewMeanwhile_StillKnowsWhenTheLastCertificateEnds()
    {
        var clock = new JumpingClock();
        await using var ssh = await SshFixture.StartAsync(o => o.KrlPath = null, listens: false, time: clock);
        var grant = await ssh.OpenAsync(lasts: TimeSpan.FromMinutes(10));
        await ssh.ShutAsync(grant);
        await ssh.RestartPointAsync();
        var place = ssh.Place(grant) with { Deadline = clock.GetUtcNow().AddMinutes(10) };
        Assert.Equal((ProbeVerdict.NotComparable, ShutGrounds.None), await SeenAsync());
        clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal((ProbeVerdict.NotComparable, ShutGrounds.Over), await SeenAsync());

        async Task<(ProbeVerdict, ShutGrounds)> SeenAsync()
        {
            var seen = await ssh.Point.ProveShutAsync(place, CancellationToken.None);
            return (seen.Verdict, seen.Grounds);
        }
    }

    /// <summary>The fixture's clock shows what the point's does.</summary>
    private static async Task<GrantFixture> AtAsync(SshFixture ssh)
    {
        var fixture = await GrantFixture.AtAsync(ssh.Point);
        var now = ssh.Time.GetUtcNow();
        if (now < fixture.Store.Clock.GetUtcNow())
            ((JumpingClock)ssh.Time).Advance(fixture.Store.Clock.GetUtcNow() - now);
        else
            // Serials of the second in which the point began are revoked in the list that the host has.
            fixture.Store.Clock.SetUtcNow(now.AddSeconds(2));
        return fixture;
    }

    private static async Task<Grant> RevokeAsync(GrantFixture fixture, GrantId id)
    {
        fixture.Authority.Roles["u2"] = Role.Operator;
        (await fixture.Ledger.RevokeAsync(GrantFixture.Person("u2"), id, "Incident 7", CancellationToken.None)).Required();
        await fixture.PassAsync();
        return await fixture.GrantAsync(id);
    }

    private static async Task LaterAsync(GrantFixture fixture, TimeSpan by)
    {
        fixture.Store.Clock.Advance(by);
        await fixture.PassAsync();
    }

    private static async Task<GrantView> ViewAsync(GrantFixture fixture, GrantId id) =>
        (await fixture.Queries.GetAsync(Actor.System, id, CancellationToken.None)).Required();
}
