using System.Net;
using CsCheck;
using JitPortal.Scanning.Model;
using JitPortal.Shared;

namespace JitPortal.Tests.Scanning;

public sealed class AddressRangesTests
{
    private static readonly Gen<AddressRange> Any = Gen.Select(
        Gen.Bool,
        Gen.UInt,
        Gen.UInt[0, 70_000],
        (v4, first, size) =>
        {
            var start = v4 ? (UInt128)0xffff_0000_0000 + first : (UInt128.One << 120) + first;
            var room = v4 ? Math.Min(size, uint.MaxValue - first) : size;
            return AddressRange.Between(start, start + room);
        }
    );

    [Fact]
    public void Merge_AnyRanges_ParsesBackToTheSameCanonicalText() =>
        Any.List[1, 12]
            .Sample(ranges =>
            {
                var merged = AddressRanges.Merge(ranges);
                var (items, problems) = TargetText.Parse(AddressRanges.ToText(merged));
                Assert.Empty(problems);
                var again = AddressRanges.Merge(items.Select(i => i.Range!.Value));
                Assert.Equal(merged, again);
                Assert.Equal(AddressRanges.ToText(merged), AddressRanges.ToText(again));
            });

    [Fact]
    public void ToNetworks_AnyRange_AreAlignedAndCoverExactlyIt() =>
        Any.Sample(range =>
        {
            var networks = AddressRanges.ToNetworks(range).ToList();
            Assert.Equal([range], AddressRanges.Merge(networks));
            Assert.Equal(range.Count, AddressRanges.Count(networks));
            Assert.All(networks, n => Assert.DoesNotContain('-', n.ToString()));
        });

    [Fact]
    public void Subtract_AnyHoles_LeavesWhatIsInNoHoleAndNothingElse() =>
        Gen.Select(Any.List[1, 6], Any.List[0, 6], Gen.UInt)
            .Sample(
                (ranges, holes, pick) =>
                {
                    var left = AddressRanges.Subtract(ranges, holes);
                    foreach (var edge in ranges.Concat(holes).SelectMany(r => new[] { r.First, r.Last, r.First + (pick % r.Count) }))
                    {
                        var expected = ranges.Any(r => r.Contains(edge)) && !holes.Any(h => h.Contains(edge));
                        Assert.Equal(expected, left.Any(r => r.Contains(edge)));
                    }
                }
            );

    [Fact]
    public void ToNetworks_WholeIPv6Space_IsItsTwoHalves()
    {
        Assert.True(AddressRange.TryParse("::/0", out var all, out _));
        Assert.Equal(["::/1", "8000::/1"], AddressRanges.ToNetworks(all).Select(n => n.ToString()));
    }

    [Fact]
    public void Cover_IPv6RangeThatHoldsTheMappedNumbers_DoesNotCoverIPv4()
    {
        Assert.True(AddressRange.TryParse("::/0", out var all, out _));
        Assert.False(AddressRanges.Cover([all], AddressRange.Single(IPAddress.Parse("10.0.0.1"))));
    }

    [Fact]
    public void PositionOf_AddressInTheSecondRange_CountsTheFirst()
    {
        var (items, _) = TargetText.Parse("10.0.0.0/30 10.0.1.0/30");
        var ranges = AddressRanges.Merge(items.Select(i => i.Range!.Value));
        Assert.Equal((UInt128)5, AddressRanges.PositionOf(ranges, IPAddress.Parse("10.0.1.1")));
        Assert.Null(AddressRanges.PositionOf(ranges, IPAddress.Parse("10.0.2.1")));
    }
}
