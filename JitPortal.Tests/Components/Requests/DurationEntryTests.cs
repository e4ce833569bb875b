using JitPortal.Components.Pages.Requests;

namespace JitPortal.Tests.Components.Requests;

public sealed class DurationEntryTests
{
    [Theory]
    [InlineData("45", 2700)]
    [InlineData("45 min", 2700)]
    [InlineData("1h30", 5400)]
    [InlineData("1 h 30 min", 5400)]
    [InlineData("1.5 h", 5400)]
    [InlineData("1,5h", 5400)]
    [InlineData("90s", 90)]
    [InlineData("2 days", 172800)]
    [InlineData("pt45m", 2700)]
    public void TryParse_AsPeopleWrite_Reads(string text, int seconds)
    {
        Assert.True(DurationEntry.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromSeconds(seconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("min")]
    [InlineData("9999 h 5")]
    [InlineData("1h 1h")]
    [InlineData(null)]
    public void TryParse_Anything_Else_IsRefused(string? text) => Assert.False(DurationEntry.TryParse(text, out _));

    [Fact]
    public void For_DefaultAndLimit_OffersStepsAndShowsTheFirstOverTheLimit() =>
        Assert.Equal(
            [TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4)],
            DurationChoices.For(TimeSpan.FromMinutes(30), TimeSpan.FromHours(2))
        );

    [Fact]
    public void For_LimitThatIsNoStep_IsOfferedItself() =>
        Assert.Contains(TimeSpan.FromMinutes(50), DurationChoices.For(TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(50)));

    [Fact]
    public void ShorterThan_Asked_NeverAsLong() =>
        Assert.All(DurationChoices.ShorterThan(TimeSpan.FromMinutes(30)), d => Assert.True(d < TimeSpan.FromMinutes(30)));
}
