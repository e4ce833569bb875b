using System.Globalization;
using JitPortal.Policies.Model;

namespace JitPortal.Tests.Policies.Model;

public sealed class TimeWindowTests
{
    [Theory]
    [InlineData("Mon-Fri 08:00-18:00 Europe/Berlin", "2026-03-04T06:59:00Z", null)]
    [InlineData("Mon-Fri 08:00-18:00 Europe/Berlin", "2026-03-04T07:00:00Z", "2026-03-04T17:00:00Z")]
    [InlineData("Mon-Fri 08:00-18:00 Europe/Berlin", "2026-07-01T06:30:00Z", "2026-07-01T16:00:00Z")]
    [InlineData("Mon-Fri 08:00-18:00 Europe/Berlin", "2026-03-07T10:00:00Z", null)]
    [InlineData("Fri 22:00-06:00", "2026-03-07T05:00:00Z", "2026-03-07T06:00:00Z")]
    [InlineData("Fri 22:00-06:00", "2026-03-06T05:00:00Z", null)]
    [InlineData("Sat-Mon 00:00-24:00", "2026-03-08T12:00:00Z", "2026-03-09T00:00:00Z")]
    // The clock in Berlin goes back at 01:00 UTC: 02:30 comes twice, and the window ends at the first.
    [InlineData("Sun 00:00-02:30 Europe/Berlin", "2026-10-25T00:15:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("Sun 00:00-02:30 Europe/Berlin", "2026-10-25T01:15:00Z", null)]
    public void EndOf_Instant_IsTheWindowsEndOrNothing(string text, string at, string? end)
    {
        Assert.True(TimeWindow.TryParse(text, out var window, out _));
        Assert.Equal(end is null ? null : At(end), window.EndOf(At(at)));
    }

    [Fact]
    public void Cover_WindowsThatTouch_HoldASpanTogether()
    {
        Assert.True(TimeWindow.TryParse("Mon-Sun 00:00-24:00", out var always, out _));
        Assert.True(TimeWindow.Cover([always], At("2026-03-04T23:00:00Z"), At("2026-03-06T01:00:00Z")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Mon-Fri")]
    [InlineData("Mon-Fry 08:00-18:00")]
    [InlineData("Mon 8-18")]
    [InlineData("Mon 08:00-08:00")]
    [InlineData("Mon 25:00-26:00")]
    [InlineData("Mon 08:00-18:00 Mars/Olympus")]
    public void TryParse_Nonsense_IsRefusedWithASentence(string text)
    {
        Assert.False(TimeWindow.TryParse(text, out _, out var problem));
        Assert.NotEmpty(problem);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
