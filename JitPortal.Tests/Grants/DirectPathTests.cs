using System.Net;
using JitPortal.Enforcement.Model;
using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Grants;

/// <summary>What a grant says about the way past its points, and what may change it.</summary>
public sealed class DirectPathTests : IAsyncLifetime
{
    private static readonly Endpoint Service = new(IPAddress.Parse("10.0.0.1"), 22, TransportProtocol.Tcp);
    private GrantFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await GrantFixture.FakeAsync();

    [Fact]
    public async Task Bypassable_LaterTryWithoutItsControl_StaysAndIsTriedAgainUntilOneHasIt()
    {
        Show(DirectPath.Bypassable, "It answers.");
        var grant = await _fixture.OpenAsync(Service);
        Assert.True((await ViewAsync(grant)).Bypassable);

        // As after a restart at which the service is not up yet.
        Show(DirectPath.Unknown, "Could not be verified.");
        await _fixture.Store.Get<GrantProofs>().ResumeAsync(CancellationToken.None);
        await _fixture.Store.Get<DirectPathLooks>().IdleAsync();
        var view = await ViewAsync(grant);
        Assert.True(view.Bypassable);
        Assert.Contains("still counts as bypassable", view.DirectPath!.Result, StringComparison.Ordinal);

        Show(DirectPath.Guarded, "It does not answer, and it is up.");
        await AdvancedAsync(async () => (await ViewAsync(grant)).Bypassable == false);
        Assert.True((await ViewAsync(grant)).DirectPath!.Holds);
    }

    [Fact]
    public async Task Unknown_IsSaidOnceAndTriedAgainWithPausesWhileTheGrantIsOpen()
    {
        var tries = 0;
        _fixture.Fake.Direct = () =>
            new DirectPathResult(
                DirectPath.Unknown,
                $"Not known{(Interlocked.Increment(ref tries) > 0 ? "" : ".")}",
                "here",
                _fixture.Store.Clock.GetUtcNow(),
                TimeSpan.Zero
            )
            {
                TryAgain = true,
            };
        var grant = await _fixture.OpenAsync(Service);
        var view = await ViewAsync(grant);
        Assert.Equal((null, false, "Not known"), (view.Bypassable, view.DirectPath!.Holds, view.DirectPath.Result));
        await AdvancedAsync(() => Task.FromResult(tries >= 4));
        Assert.Single((await _fixture.GrantAsync(grant.Id)).Proofs, p => p.Kind == Proof.Bypass);

        _fixture.Store.Clock.Advance(grant.Duration);
        await _fixture.PassAsync();
        await AdvancedAsync(async () =>
        {
            var before = tries;
            _fixture.Store.Clock.Advance(TimeSpan.FromMinutes(10));
            await Task.Delay(100);
            return before == tries;
        });
    }

    [Fact]
    public async Task Unknown_PointThatCanNeverTell_IsAskedOnce()
    {
        var tries = 0;
        _fixture.Fake.Direct = () =>
        {
            Interlocked.Increment(ref tries);
            return new DirectPathResult(
                DirectPath.Unknown,
                "A certificate does not decide that.",
                "here",
                _fixture.Store.Clock.GetUtcNow(),
                TimeSpan.Zero
            );
        };
        await _fixture.OpenAsync(Service);
        _fixture.Store.Clock.Advance(TimeSpan.FromMinutes(10));
        await Task.Delay(100);
        Assert.Equal(1, tries);
    }

    [Theory]
    [InlineData(null, "edge:Guarded", false)]
    [InlineData(null, "edge:Bypassable", true)]
    [InlineData(true, "edge:Unknown", true)]
    [InlineData(null, "edge:Unknown", null)]
    [InlineData(true, "edge:Bypassable ssh:Guarded", false)]
    [InlineData(false, "edge:Bypassable", false)]
    [InlineData(false, "edge:Bypassable ssh:Unknown", true)]
    [InlineData(true, "edge:Guarded ssh:Bypassable", false)]
    public void Decide_TwoPoints_OneThatGuardsIsEnoughAndSilenceChangesNothing(bool? before, string seen, bool? expected) =>
        Assert.Equal(
            expected,
            DirectPathLooks.Decide(
                before,
                ["edge", "ssh"],
                seen.Split(' ')
                    .Select(s => s.Split(':'))
                    .ToDictionary(s => s[0], s => new DirectPathResult(Enum.Parse<DirectPath>(s[1]), "", "", default, default))
            )
        );

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    private void Show(DirectPath path, string sentence) =>
        _fixture.Fake.Direct = () =>
            new DirectPathResult(path, sentence, "here", _fixture.Store.Clock.GetUtcNow(), TimeSpan.Zero) { TryAgain = true };

    private async Task<GrantView> ViewAsync(Grant grant) =>
        (await _fixture.Queries.GetAsync(Actor.System, grant.Id, CancellationToken.None)).Required();

    /// <summary>Moves the clock on until it is so.</summary>
    private Task AdvancedAsync(Func<Task<bool>> isSo) =>
        Eventually.TrueAsync(
            async () =>
            {
                _fixture.Store.Clock.Advance(TimeSpan.FromSeconds(5));
                await Task.Delay(20);
                return await isSo();
            },
            "it is tried again"
        );
}
