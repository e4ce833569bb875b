using System.Net;
using JitPortal.Shared;

namespace JitPortal.Tests.Shared;

/// <summary>A room with few places is shared out among the networks that come.</summary>
public sealed class FairRoomTests
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData("fe80::1%3", "fe80::")]
    [InlineData(null, "255.255.255.255")]
    public void Network_IsTheAddressOrItsHalf(string? address, string network) =>
        Assert.Equal(network, SourceNetwork.Of(address is null ? null : IPAddress.Parse(address)).ToString());

    [Fact]
    public void Full_TheGreediestNetworkGivesUpItsOldest()
    {
        var (room, lost) = (new FairRoom(6, 5), new List<string>());
        for (var i = 0; i < 4; i++)
            Enter(room, lost, $"2001:db8::{i}");
        Enter(room, lost, "192.0.2.1");
        Enter(room, lost, "192.0.2.2");
        Assert.Empty(lost);

        Enter(room, lost, "192.0.2.3");
        Enter(room, lost, "2001:db8::9");

        Assert.Equal(["2001:db8::0", "2001:db8::1"], lost);
        Assert.Equal(6, room.Taken);
    }

    [Fact]
    public void OneNetwork_HasNoMoreThanItsNumberHoweverManyAddresses()
    {
        var (room, lost) = (new FairRoom(100, 3), new List<string>());
        for (var i = 0; i < 50; i++)
            Enter(room, lost, $"2001:db8::{i:x}");

        Assert.Equal(47, lost.Count);
        Assert.Equal(3, room.Taken);
    }

    [Fact]
    public void Known_KeepsItsPlaceAndLeavesOnce()
    {
        var (room, lost) = (new FairRoom(2, 2), new List<string>());
        var known = Enter(room, lost, "192.0.2.1")!;
        known.Vouch();
        known.Vouch();
        Enter(room, lost, "192.0.2.1");
        Enter(room, lost, "192.0.2.2");
        var last = Enter(room, lost, "192.0.2.3")!;
        Assert.Equal(["192.0.2.1", "192.0.2.2"], lost);
        last.Vouch();

        Assert.Null(Enter(room, lost, "192.0.2.4"));
        known.Leave();
        known.Leave();
        Assert.Equal(1, room.Taken);
        Assert.NotNull(Enter(room, lost, "192.0.2.4"));
    }

    [Fact]
    public void TakenAway_VouchesAndLeavesForNothing()
    {
        var room = new FairRoom(1, 1);
        var first = room.Enter(IPAddress.Parse("192.0.2.1"), () => { })!;
        var second = room.Enter(IPAddress.Parse("192.0.2.2"), () => { })!;
        first.Vouch();
        first.Leave();
        Assert.Equal((1, false), (room.Taken, first.Known));
        second.Leave();
        Assert.Equal(0, room.Taken);
    }

    [Fact]
    public void Favoured_LosesToOthersLast()
    {
        var favoured = IPAddress.Parse("192.0.2.1");
        var (room, lost) = (new FairRoom(4, 3, favoured.Equals), new List<string>());
        Enter(room, lost, "192.0.2.1");
        Enter(room, lost, "192.0.2.1");
        Enter(room, lost, "192.0.2.2");
        Enter(room, lost, "192.0.2.3");
        for (var i = 4; i < 8; i++)
            Enter(room, lost, $"192.0.2.{i}");
        Assert.DoesNotContain("192.0.2.1", lost);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(1024)]
    [InlineData(20_000)]
    [InlineData(65_536)]
    [InlineData(1_048_576)]
    public void Files_SharesFitIntoTheLimit(long limit)
    {
        var files = OpenFiles.Of(limit);
        Assert.InRange(files.Own + files.Edge + (2L * files.Connections(10_000)), 1, limit);
        Assert.True(files.Own >= Math.Min(limit / 4, 1000) && files.Edge > 0 && files.Connections(10_000) > 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public void Files_AtTheNamedLimitAllFit(int connections) =>
        Assert.Equal(connections, OpenFiles.Of(OpenFiles.LimitFor(connections)).Connections(connections));

    private static FairSlot? Enter(FairRoom room, List<string> lost, string source) =>
        room.Enter(IPAddress.Parse(source), () => lost.Add(source));
}
