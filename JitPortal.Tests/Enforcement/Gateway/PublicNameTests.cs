using System.Net;
using JitPortal.Enforcement.Gateway;

namespace JitPortal.Tests.Enforcement.Gateway;

/// <summary>A door admits one address, so what people dial must lead there by its family.</summary>
public sealed class PublicNameTests
{
    private static readonly IPAddress Four = IPAddress.Parse("192.0.2.10");
    private static readonly IPAddress Six = IPAddress.Parse("2001:db8::10");

    [Theory]
    [InlineData("198.51.100.7", true, false, "gate.example.org")]
    [InlineData("198.51.100.7", true, true, "192.0.2.10")]
    [InlineData("198.51.100.7", false, false, "gate.example.org")]
    [InlineData("2001:db8:9::7", false, true, "gate.example.org")]
    [InlineData("2001:db8:9::7", true, true, "2001:db8::10")]
    [InlineData("127.0.0.1", true, true, "127.0.0.1")]
    [InlineData("::1", true, true, "::1")]
    public void For_Person_IsTheNameOnlyWhereItLeadsThere(string source, bool four, bool six, string shown)
    {
        var name = new PublicName(GatewaySettings.Read(new GatewayOptions { PublicHost = "gate.example.org" }).Required());
        IPAddress[] known = [.. four ? new[] { Four } : [], .. six ? new[] { Six } : []];
        Assert.Equal(shown, name.For(IPAddress.Parse(source), known));
    }

    [Fact]
    public void For_PersonOfAFamilyThatTheNameDoesNotHave_IsAnAddressOfTheirs()
    {
        var name = new PublicName(
            GatewaySettings.Read(new GatewayOptions { PublicHost = "gate.example.org", Listen = "192.0.2.99" }).Required()
        );
        Assert.Equal("192.0.2.99", name.For(IPAddress.Parse("198.51.100.7"), [Six]));
    }

    [Fact]
    public async Task Addresses_NameThatNobodyKnows_AreNone()
    {
        var name = new PublicName(GatewaySettings.Read(new GatewayOptions { PublicHost = "nosuch.invalid" }).Required());
        Assert.Empty(await name.AddressesAsync(CancellationToken.None));
    }
}
