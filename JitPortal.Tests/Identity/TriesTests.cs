using JitPortal.Identity;
using JitPortal.Shared;
using Microsoft.Extensions.Time.Testing;

namespace JitPortal.Tests.Identity;

/// <summary>How often one may try, by account and by place.</summary>
public sealed class TriesTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Take_AHundredAtOnce_GivesFive()
    {
        var tries = new Tries(_clock);
        var given = Enumerable.Range(0, 100).AsParallel().WithDegreeOfParallelism(16).Count(_ => tries.Take("a"));

        Assert.Equal(Tries.Most, given);
        Assert.False(tries.Take("a"));
        Assert.True(tries.Take("b"));
    }

    [Fact]
    public void Take_AfterThePause_GivesFiveMore_AndTheRightOneForgets()
    {
        var tries = new Tries(_clock);
        for (var i = 0; i < 6; i++)
            tries.Take("a");
        _clock.Advance(Tries.Pause);

        Assert.Equal(Tries.Most, Enumerable.Range(0, 10).Count(_ => tries.Take("a")));
        tries.Forget("a");
        Assert.True(tries.Take("a"));
    }

    /// <summary>All forms of a session share a lane: one that is refused for its own reason must not forget the guesses at another.</summary>
    [Fact]
    public async Task Guess_RefusedForAnotherReason_CostsNothingAndForgetsNothing()
    {
        var tries = new Tries(_clock);
        Refusal wrong = Refusal.Invalid("wrong", "Wrong."),
            other = Refusal.Invalid("other", "Not now.");
        Task<Outcome<Unit>> GuessAsync(Refusal answer) =>
            tries.GuessAsync("a", no => ReferenceEquals(no, wrong), () => Task.FromResult<Outcome<Unit>>(answer));

        for (var i = 0; i < Tries.Most - 1; i++)
        {
            Assert.Same(wrong, (await GuessAsync(wrong)).Refusal);
            Assert.Same(other, (await GuessAsync(other)).Refusal);
        }

        await GuessAsync(wrong);
        Assert.Same(Tries.TooMany, (await GuessAsync(wrong)).Refusal);
    }
}
