using JitPortal.Components.Pages.Map;

namespace JitPortal.Tests.Components.Pages.Map;

public sealed class ScanFrontsTests
{
    [Fact]
    public void Of_HalfOfTwoNetworks_FirstIsDoneAndSecondWaits()
    {
        var fronts = ScanFronts.Of("10.0.0.0/24, 10.0.1.0/24", 50);

        Assert.Equal(
            [
                new ScanFront("10.0.0.0", "done", 256, 256, 256) { Size = 256, Network = "10.0.0.0/24" },
                new ScanFront("10.0.1.0", "wait", 0, 0, 256) { Size = 256, Network = "10.0.1.0/24" },
            ],
            fronts
        );
    }

    [Fact]
    public void Of_ARange_IsTheNetworkOfThatSize()
    {
        var front = Assert.Single(ScanFronts.Of("10.0.0.32-10.0.0.63", 25));

        Assert.Equal(new ScanFront("10.0.0.32", "run", 8, 8, 32) { Size = 32, Network = "10.0.0.32/27" }, front);
    }

    [Fact]
    public void Of_ARangeThatIsNoNetwork_DrawsBehindWhatLiesInFrontOfIt()
    {
        var front = Assert.Single(ScanFronts.Of("10.0.0.40-10.0.0.63", 50));

        Assert.Equal(new ScanFront("10.0.0.32", "run", 20, 12, 24) { Size = 32, Network = "10.0.0.32/27" }, front);
    }

    [Theory]
    [InlineData("2001:db8::/120")]
    [InlineData("not a network")]
    [InlineData("")]
    [InlineData("10.0.0.0/8")]
    public void Of_WhatCannotBeDrawnAsFronts_IsNone(string target) => Assert.Empty(ScanFronts.Of(target, 10));

    [Fact]
    public void Of_LastBlockOfTheAddressSpace_Ends() => Assert.Single(ScanFronts.Of("255.255.255.0/24", 100));
}
