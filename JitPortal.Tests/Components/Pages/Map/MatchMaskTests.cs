using JitPortal.Components.Pages.Map;

namespace JitPortal.Tests.Components.Pages.Map;

public sealed class MatchMaskTests
{
    [Fact]
    public void Of_Addresses_SetsTheBitOfEachLastOctet()
    {
        var mask = MatchMask.Of(["10.0.1.0", "10.0.1.9", "10.0.1.255", "10.0.2.7"]);

        var bits = Convert.FromBase64String(mask.Blocks["10.0.1"]);
        Assert.Equal([0, 9, 255], Enumerable.Range(0, 256).Where(i => (bits[i >> 3] & (1 << (i & 7))) != 0));
        Assert.Equal(["10.0.1", "10.0.2"], mask.Blocks.Keys.Order());
    }

    [Fact]
    public void Of_Ipv6_IsKeptInFull() => Assert.Equal(["2001:db8::7"], MatchMask.Of(["2001:db8::7"]).Others);
}
