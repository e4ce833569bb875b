using JitPortal.Inventory.Model;
using JitPortal.Shared;

namespace JitPortal.Tests.Inventory.Model;

/// <summary>What a run was asked to look at, of joined files too.</summary>
public sealed class RunScopesTests
{
    [Fact]
    public void Of_JoinedRuns_EachHasItsOwn()
    {
        var scopes = new RunScopes();
        scopes.Ask("syn", "tcp", "22,80");
        scopes.Ask("udp", "udp", "53,100-102");
        scopes.BeginRun();
        scopes.Ask("syn", "tcp", "443");
        scopes.BeginRun();
        scopes.Ask("ack", "tcp", "1-65535");
        scopes.BeginRun();
        scopes.Ask("syn", "tcp", "443");

        var text = scopes.ToText();

        Assert.Equal("tcp:22,80 udp:53,100-102;tcp:443;;=1", text);
        Assert.True(RunScopes.Of(text, 0).Contains(TransportProtocol.Udp, 101));
        Assert.False(RunScopes.Of(text, 0).Contains(TransportProtocol.Tcp, 53));
        Assert.False(RunScopes.Of(text, 1).Contains(TransportProtocol.Tcp, 80));
        Assert.False(RunScopes.Of(text, 2).Contains(TransportProtocol.Tcp, 443));
        Assert.True(RunScopes.Of(text, 3).Contains(TransportProtocol.Tcp, 443));
        Assert.False(RunScopes.Of(text, 4).Contains(TransportProtocol.Tcp, 443));
    }

    [Theory]
    [InlineData("tcp 22,80\nudp 53")]
    [InlineData("tcp:22,80 udp:53")]
    public void Of_RowOfAnEarlierVersion_IsRead(string text)
    {
        Assert.True(RunScopes.Of(text, 0).Contains(TransportProtocol.Tcp, 80));
        Assert.True(RunScopes.Of(text, 7).Contains(TransportProtocol.Udp, 53));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("tcp:9-1")]
    [InlineData("tcp:1-99999999")]
    [InlineData("tcp:x,-,1-2-3")]
    [InlineData("ip:6")]
    [InlineData("::")]
    [InlineData("=0")]
    [InlineData("=9;=0")]
    public void Of_Nonsense_AsksNothing(string? text) =>
        Assert.DoesNotContain(Enumerable.Range(0, 65_536), p => RunScopes.Of(text, 0).Contains(TransportProtocol.Tcp, p));
}
