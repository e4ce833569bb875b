using JitPortal.Inventory.Map;
using JitPortal.Shared;

namespace JitPortal.Tests.Inventory.Map;

public sealed class MapRangesTests
{
    [Theory]
    [InlineData("10.0.0.0/27", "", "10.0.0.5", "10.0.0.0/27")]
    [InlineData("10.0.0.0/27", "", "10.0.0.40", null)]
    [InlineData("10.0.0.0/16", "", "10.0.200.7", "10.0.0.0/16")]
    [InlineData("10.0.0.0/15", "", "10.1.200.7", "10.1.0.0/16")]
    // A second look at a part breaks nothing up; a look at one host is no network.
    [InlineData("10.0.0.0/24 10.0.0.64/27", "", "10.0.0.70", "10.0.0.0/24")]
    [InlineData("10.0.0.5", "", "10.0.0.5", null)]
    // What the settings name within a range is cut out of it.
    [InlineData("10.0.0.0/22", "10.0.2.0/24", "10.0.2.9", "10.0.2.0/24")]
    [InlineData("10.0.0.0/22", "10.0.2.0/24", "10.0.1.9", "10.0.0.0/23")]
    [InlineData("10.0.0.0/22", "10.0.2.0/24", "10.0.3.9", "10.0.3.0/24")]
    [InlineData("10.0.0.0/27", "10.0.0.0/24", "10.0.0.9", "10.0.0.0/27")]
    // Neighbours that were given together are networks of their own.
    [InlineData("10.0.0.0-10.0.2.255", "", "10.0.2.9", "10.0.2.0/24")]
    [InlineData("10.0.0.5-10.0.0.77", "", "10.0.0.70", "10.0.0.0/25")]
    [InlineData("2001:db8::/112", "", "2001:db8::7", null)]
    public void Find_Address_IsInTheRangeThatWasAsked(string asked, string named, string address, string? expected)
    {
        var ranges = MapRanges.Of(Ranges(asked), [.. Ranges(named)]);

        Assert.Equal(expected, ranges.Find(AddressText.ToNumber(System.Net.IPAddress.Parse(address)))?.ToString());
    }

    [Theory]
    [InlineData("nmap -sS -p 1-1000 -oX out.xml 10.0.0.0/24 10.1.0.0-10.1.0.63", "10.0.0.0/24 10.1.0.0/26")]
    [InlineData("nmap -A scanme.example.org 10.0.0.7 10.0.0.1-254 2001:db8::/64", "")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void InCommand_Words_AreTheRangesThatStandThere(string? command, string expected) =>
        Assert.Equal(expected, string.Join(' ', MapRanges.InCommand(command)));

    private static IEnumerable<AddressRange> Ranges(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(t => AddressRange.TryParse(t, out var range, out var problem) ? range : throw new FormatException(problem));
}
