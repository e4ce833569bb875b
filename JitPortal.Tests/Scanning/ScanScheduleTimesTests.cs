using System.Globalization;
using JitPortal.Scanning;

namespace JitPortal.Tests.Scanning;

public sealed class ScanScheduleTimesTests
{
    private static readonly DateTimeOffset Monday = new(2026, 6, 1, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("30 2 * * 1-5", "Europe/Berlin", "2026-06-02T00:30:00Z")]
    [InlineData("30 2 * * 1-5", "UTC", "2026-06-02T02:30:00Z")]
    [InlineData("0 0 12 ? * SUN", "UTC", "2026-06-07T12:00:00Z")]
    [InlineData("0 */6 * * *", "UTC", "2026-06-01T12:00:00Z")]
    public void Next_EitherDialect_ComesDueInItsTimeZone(string cron, string zone, string expected)
    {
        var (read, problem) = ScanScheduleTimes.Read(cron, zone);
        Assert.Null(problem);
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), ScanScheduleTimes.Next(read!, Monday)[0]);
    }

    [Fact]
    public void Next_OverTheEndOfSummerTime_KeepsTheWallClock()
    {
        var (cron, _) = ScanScheduleTimes.Read("0 4 * * *", "Europe/Berlin");
        var next = ScanScheduleTimes.Next(cron!, new DateTimeOffset(2026, 10, 24, 0, 0, 0, TimeSpan.Zero), 2);
        Assert.Equal(["02:00", "03:00"], next.Select(t => t.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("", "UTC", "cron")]
    [InlineData("every day", "UTC", "cron")]
    [InlineData("61 2 * * *", "UTC", "cron")]
    [InlineData("0 0 31 2 * ; rm", "UTC", "cron")]
    [InlineData("0 4 * * *", "Europe/Nowhere", "timeZone")]
    [InlineData("0 4 * * *", null, "timeZone")]
    public void Read_WhatCannotBeRead_IsAProblemOfThatField(string cron, string? zone, string field)
    {
        var (read, problem) = ScanScheduleTimes.Read(cron, zone);
        Assert.Null(read);
        Assert.Equal(field, problem!.Field);
        Assert.EndsWith(".", problem.Sentence);
    }
}
