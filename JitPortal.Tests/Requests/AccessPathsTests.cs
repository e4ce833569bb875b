using System.Text.Json;
using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;
using JitPortal.Requests;
using JitPortal.Shared;
using JitPortal.Tests.Grants.Model;

namespace JitPortal.Tests.Requests;

public sealed class AccessPathsTests
{
    [Fact]
    public async Task Read_ByWhoWatches_NamesEverybody()
    {
        await using var fixture = await RequestFixture.CreateAsync();
        await OpenAsync(fixture, "ida", "10.0.0.5");

        var paths = await ReadAsync(fixture, "mira");

        var grant = Assert.Single(paths.Grants);
        Assert.True(paths.All);
        Assert.Equal(("ida", false), (paths.People[grant.Person].Name, paths.People[grant.Person].IsMe));
        Assert.Equal("fake", paths.Points[Assert.Single(grant.Points)].Name);
        Assert.Equal(new PathCounts(0, 0, 0), paths.Others);
    }

    [Fact]
    public async Task Read_ByARequester_HasTheirOwnAndOfOthersTheNumberAlone()
    {
        await using var fixture = await RequestFixture.CreateAsync();
        await fixture.AddPersonAsync("nora", Role.Requester);
        await OpenAsync(fixture, "ida", "10.0.0.5");
        await OpenAsync(fixture, "nora", "10.0.0.6");
        await OpenAsync(fixture, "ruben", "10.0.0.6", GrantState.Closing);

        var paths = await ReadAsync(fixture, "nora");

        Assert.False(paths.All);
        Assert.Equal("10.0.0.6", Assert.Single(paths.Grants).Address);
        Assert.True(Assert.Single(paths.People).IsMe);
        Assert.Equal(new PathCounts(1, 1, 0), paths.Others);
        var written = JsonSerializer.Serialize(paths);
        Assert.DoesNotContain("ida", written, StringComparison.Ordinal);
        Assert.DoesNotContain("ruben", written, StringComparison.Ordinal);
        Assert.DoesNotContain("10.0.0.5", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_AClosedGrant_IsToldOfForAMinuteAndOneFoundOpenForLonger()
    {
        await using var fixture = await RequestFixture.CreateAsync();
        await OpenAsync(fixture, "ida", "10.0.0.5", GrantState.Closed, proof: ProbeVerdict.Proved);
        await OpenAsync(fixture, "ida", "10.0.0.6", GrantState.Closed, proof: ProbeVerdict.Refuted);

        Assert.Equal(2, (await ReadAsync(fixture, "mira")).Grants.Count);
        fixture.Store.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(ProbeVerdict.Refuted, Assert.Single((await ReadAsync(fixture, "mira")).Grants).Proof);
    }

    private static async Task<MapPaths> ReadAsync(RequestFixture fixture, string person) =>
        (await fixture.Store.Get<AccessPaths>().ReadAsync(RequestFixture.Person(person), RequestFixture.Ct)).Required();

    private static async Task OpenAsync(
        RequestFixture fixture,
        string holder,
        string address,
        GrantState state = GrantState.Open,
        ProbeVerdict? proof = null
    )
    {
        var now = fixture.Store.Clock.GetUtcNow();
        await using var db = fixture.Store.Db();
        var grant = new Grant
        {
            Id = GrantId.New(now),
            HolderId = holder,
            HolderEmail = $"{holder}@example.org",
            ServiceId = fixture.Database,
            Address = address,
            Port = 22,
            Source = "10.9.9.9",
            Duration = TimeSpan.FromHours(1),
            Doors = [new GrantDoor { Point = "fake" }],
        };
        grant.BeginOpening(now).Required();
        grant.ConfirmOpen("fake", "gateway", 20000, now, now).Required();
        if (state >= GrantState.Closing)
            grant.Close(ClosingReason.Revoked, "ann", "test", now).Required();
        if (state == GrantState.Closed)
            grant.ConfirmClosed("fake", GrantExample.End(0), now).Required();
        if (proof is { } said)
            GrantExample.With(grant, nameof(Grant.Proof), said);
        db.Grants.Add(grant);
        await db.SaveChangesAsync();
    }
}
