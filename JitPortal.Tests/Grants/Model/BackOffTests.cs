using JitPortal.Grants.Model;

namespace JitPortal.Tests.Grants.Model;

public sealed class BackOffTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 9, 0, 0, TimeSpan.Zero);

    /// <summary>An hour ahead is no pause: the clock was set back after it was set.</summary>
    [Theory]
    [InlineData(null, true)]
    [InlineData(-5, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(30, false)]
    [InlineData(3600, true)]
    public void IsOver_AtItsTime_OrWhenNoPauseIsThatLong(int? seconds, bool over) =>
        Assert.Equal(over, BackOff.IsOver(seconds is { } s ? Now.AddSeconds(s) : null, Now));

    [Fact]
    public void After_ManyTries_IsNeverLongerThanTheLongest() =>
        Assert.All(Enumerable.Range(1, 100), tries => Assert.InRange(BackOff.After(tries), TimeSpan.FromSeconds(1), BackOff.Longest));
}
