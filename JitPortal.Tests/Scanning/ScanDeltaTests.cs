using System.Net;
using JitPortal.Scanning.Model;
using JitPortal.Shared;

namespace JitPortal.Tests.Scanning;

public sealed class ScanDeltaTests
{
    private const string Web = "10.0.0.1:80/tcp";

    [Fact]
    public void Between_OpenThenLookedAtAndNotOpen_IsClosed() =>
        Assert.Equal(Web, One(ScanDelta.Between(Facts("tcp:80", Hosts("10.0.0.1"), Web), Facts("tcp:80", Hosts("10.0.0.1"))).Closed));

    [Fact]
    public void Between_PortThatTheLaterScanDidNotAsk_IsNotClosed()
    {
        var delta = ScanDelta.Between(Facts("tcp:80", Hosts("10.0.0.1"), Web), Facts("tcp:22,443", Hosts("10.0.0.1")));
        Assert.Empty(delta.Closed);
        Assert.Equal(Web, One(delta.NotAskedAgain));
    }

    [Fact]
    public void Between_HostThatTheLaterScanDidNotFinish_IsNotClosed()
    {
        var delta = ScanDelta.Between(Facts("tcp:80", Hosts("10.0.0.1"), Web), Facts("tcp:80", Hosts("10.0.0.2")));
        Assert.Empty(delta.Closed);
        Assert.Single(delta.NotAskedAgain);
    }

    [Fact]
    public void Between_HostThatACompleteScanDoesNotMention_IsClosed()
    {
        Assert.True(AddressRange.TryParse("10.0.0.0/24", out var scope, out _));
        var later = ScanFacts.Of(new Dictionary<Endpoint, SeenService>(), new HashSet<IPAddress>(), [scope], PortScope.Parse("tcp:1-1000"));
        Assert.Equal(Web, One(ScanDelta.Between(Facts("tcp:80", Hosts("10.0.0.1"), Web), later).Closed));
    }

    [Fact]
    public void Between_OpenWhereTheEarlierScanDidNotLook_IsNotCalledOpened()
    {
        var delta = ScanDelta.Between(Facts("tcp:22", Hosts("10.0.0.1")), Facts("tcp:1-100", Hosts("10.0.0.1"), Web));
        Assert.Empty(delta.Opened);
        Assert.Equal(Web, One(delta.NotAskedBefore));
        Assert.Equal(Web, One(ScanDelta.Between(Facts("tcp:80", Hosts("10.0.0.1")), Facts("tcp:80", Hosts("10.0.0.1"), Web)).Opened));
    }

    [Theory]
    [InlineData("nginx 1.24", "nginx 1.26", 1)]
    [InlineData("nginx 1.24", "", 0)]
    [InlineData("", "nginx 1.24", 0)]
    [InlineData("nginx 1.24", "nginx 1.24", 0)]
    public void Between_SameService_IsChangedOnlyWhenBothKnowTheProduct(string before, string after, int changed) =>
        Assert.Equal(changed, ScanDelta.Between(With(before), With(after)).Changed.Count);

    [Fact]
    public void Contains_UdpAskedOnly_SaysNothingOfTcp()
    {
        var ports = PortScope.Parse("udp:53,100-102");
        Assert.True(ports.Contains(TransportProtocol.Udp, 101));
        Assert.False(ports.Contains(TransportProtocol.Tcp, 53));
        Assert.Equal("udp:53,100-102", ports.ToString());
    }

    [Theory]
    [InlineData("tcp:9-1")]
    [InlineData("tcp:1-99999999")]
    [InlineData("tcp:x,-,1-2-3")]
    [InlineData("ip:6")]
    [InlineData("::")]
    public void Parse_Nonsense_AsksNothing(string text) => Assert.DoesNotContain(Enumerable.Range(0, 65_536), p => PortScope.Parse(text).Contains(TransportProtocol.Tcp, p));

    private static string One(IReadOnlyList<ServiceChange> changes) => Assert.Single(changes).Service.ToString();

    private static HashSet<IPAddress> Hosts(params string[] addresses) => [.. addresses.Select(IPAddress.Parse)];

    private static ScanFacts With(string product)
    {
        Assert.True(Endpoint.TryParse(Web, out var endpoint));
        return ScanFacts.Of(new Dictionary<Endpoint, SeenService> { [endpoint] = new("http", product) }, Hosts("10.0.0.1"), [], PortScope.Parse("tcp:80"));
    }

    private static ScanFacts Facts(string ports, HashSet<IPAddress> finished, params string[] open) =>
        ScanFacts.Of(
            open.ToDictionary(o => Endpoint.TryParse(o, out var e) ? e : throw new FormatException(o), _ => new SeenService("http", "")),
            finished,
            [],
            PortScope.Parse(ports));
}
