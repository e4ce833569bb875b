using JitPortal.Identity;
using Microsoft.Extensions.Time.Testing;

namespace JitPortal.Tests.Identity;

public sealed class TriesTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Take_AHundredAtOnce_GivesFive()
    {
        var tries = new Tries(_clock);
        var given = Enumerable.Range(0, 100).AsParallel().WithDegreeOfParallelism(16).Count(_ => tries.Take("a"));

        Assert.Equal(Tries.Most, given);
        Assert.True(tries.IsLocked("a"));
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
}
