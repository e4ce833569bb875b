using System.Net;
using JitPortal.Shared;

namespace JitPortal.Tests.Shared;

public sealed class EndpointTests
{
    [Theory]
    [InlineData("10.0.0.5:22/tcp", "10.0.0.5:22/tcp", "main")]
    [InlineData(" 10.0.0.5:22 ", "10.0.0.5:22/tcp", "main")]
    [InlineData("Main/10.0.0.5:22/tcp", "10.0.0.5:22/tcp", "main")]
    [InlineData("north/10.0.0.5:22", "north/10.0.0.5:22/tcp", "north")]
    [InlineData("site-2/[fe80::1]:53/udp", "site-2/[fe80::1]:53/udp", "site-2")]
    [InlineData("no.rth/10.0.0.5:22/tcp", null, null)]
    [InlineData("north/south/10.0.0.5:22/tcp", null, null)]
    [InlineData("/10.0.0.5:22/tcp", null, null)]
    [InlineData("north/", null, null)]
    public void TryParse_WithASite_IsItsAddressThere(string text, string? written, string? site)
    {
        Assert.Equal(written is not null, Endpoint.TryParse(text, out var endpoint));
        if (written is not null)
            Assert.Equal((written, site), (endpoint.ToString(), endpoint.Site));
    }

    [Fact]
    public void Equality_SameAddressAtTwoSites_IsTwo()
    {
        var main = new Endpoint(IPAddress.Loopback, 22, TransportProtocol.Tcp);
        var north = new Endpoint(IPAddress.Loopback, 22, TransportProtocol.Tcp, "north");
        Assert.NotEqual(main, north);
        Assert.Equal(main, north.Local);
        Assert.Equal(main, new Endpoint(IPAddress.Loopback, 22, TransportProtocol.Tcp, "main"));
    }
}
