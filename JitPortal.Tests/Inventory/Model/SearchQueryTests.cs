using JitPortal.Inventory.Model;
using JitPortal.Shared;

namespace JitPortal.Tests.Inventory.Model;

public sealed class SearchQueryTests
{
    [Fact]
    public void Parse_EveryKey_IsUnderstood()
    {
        var query = SearchQuery
            .Parse(
                "port:5432/tcp net:10.1.0.0/16 service:postgres* sens:high+ cve:yes state:open up:yes owner:dba tag:web  some text 192.168.0.7 fe80::1"
            )
            .Required();

        Assert.Equal([new PortRange(5432, 5432, TransportProtocol.Tcp)], query.Ports);
        Assert.Equal(["10.1.0.0/16", "192.168.0.7", "fe80::1"], query.Networks.Select(n => n.ToString()));
        Assert.Equal(
            ("postgres*", Sensitivity.High, true, PortState.Open, HostState.Up, "dba", "web"),
            (query.Services[0], query.Least, query.HasFinding, query.State, query.HostState, query.Owner, query.Tag)
        );
        Assert.Equal(["some", "text"], query.Words);
    }

    [Theory]
    [InlineData("port:99999")]
    [InlineData("net:10.1")]
    [InlineData("sens:5")]
    [InlineData("state:ajar")]
    [InlineData("up:maybe")]
    [InlineData("cve:some")]
    [InlineData("a b c d e f g h i")]
    public void Parse_ConditionThatIsNone_IsRefusedWithASentence(string text) =>
        Assert.Equal("search-not-understood", SearchQuery.Parse(text).Refusal?.Code);

    [Theory]
    [InlineData(null)]
    [InlineData("   ")]
    [InlineData("port:")]
    public void Parse_Nothing_AsksNothing(string? text) =>
        Assert.Equal(
            (0, 0, false),
            (
                SearchQuery.Parse(text).Required().Ports.Count,
                SearchQuery.Parse(text).Required().Words.Count,
                SearchQuery.Parse(text).Required().AsksServices
            )
        );

    [Theory]
    [InlineData("postgres*", "postgresql", true)]
    [InlineData("*SQL*", "mysql server", true)]
    [InlineData("a*b*c", "axxbxxc", true)]
    [InlineData("a*b*c", "axxcxxb", false)]
    [InlineData("ssh", "sshd", false)]
    [InlineData("*", "", true)]
    public void Matches_Pattern_IsTheWholeText(string pattern, string text, bool matches) =>
        Assert.Equal(matches, TextPattern.Matches(pattern, text));
}
