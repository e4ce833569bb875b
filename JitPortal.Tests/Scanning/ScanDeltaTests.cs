using System.Globalization;
using JitPortal.Scanning;
using JitPortal.Scanning.Model;
using JitPortal.Shared;
using static JitPortal.Tests.Scanning.Reading.Reading;

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
        var later = Scan("tcp:1-1000", "").Facts([scope]);
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

    private static string One(IReadOnlyList<ServiceChange> changes) => Assert.Single(changes).Service.ToString();

    private static string[] Hosts(params string[] addresses) => addresses;

    private static ScanFacts With(string product) =>
        Scan(
                "tcp:80",
                Host(
                    "10.0.0.1",
                    Port(80, product.Length == 0 ? "<service name=\"http\"/>" : $"<service name=\"http\" product=\"{product}\"/>")
                )
            )
            .Facts([]);

    private static ScanFacts Facts(string ports, string[] finished, params string[] open) =>
        Scan(
                ports,
                [
                    .. finished.Select(a =>
                        Host(
                            a,
                            string.Concat(
                                open.Where(o => o.StartsWith(a + ":", StringComparison.Ordinal))
                                    .Select(o => Port(int.Parse(o.Split(':', '/')[1], CultureInfo.InvariantCulture)))
                            )
                        )
                    ),
                ]
            )
            .Facts([]);

    private static ScanLooks Scan(string ports, params string[] hosts)
    {
        var looks = new ScanLooks();
        var colon = ports.IndexOf(':', StringComparison.Ordinal);
        foreach (
            var item in Of(Run([$"<scaninfo type=\"syn\" protocol=\"{ports[..colon]}\" services=\"{ports[(colon + 1)..]}\"/>", .. hosts]))
        )
            looks.Take(item);
        return looks;
    }
}
