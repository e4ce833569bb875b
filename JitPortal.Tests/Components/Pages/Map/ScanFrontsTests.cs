using JitPortal.Components.Pages.Map;

namespace JitPortal.Tests.Components.Pages.Map;

public sealed class ScanFrontsTests
{
    [Fact]
    public void Of_HalfOfTwoNetworks_FirstIsDoneAndSecondWaits()
    {
        var fronts = ScanFronts.Of("10.0.0.0/24, 10.0.1.0/24", 50);

        Assert.Equal([new ScanFront("10.0.0.0", "done", 256, 256, 256), new ScanFront("10.0.1.0", "wait", 0, 0, 256)], fronts);
    }

    [Fact]
    public void Of_PartOfABlock_CountsItsOwnAddressesAndDrawsBehindThem()
    {
        var front = Assert.Single(ScanFronts.Of("10.0.0.32-10.0.0.63", 25));

        Assert.Equal(new ScanFront("10.0.0.0", "run", 40, 8, 32), front);
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
