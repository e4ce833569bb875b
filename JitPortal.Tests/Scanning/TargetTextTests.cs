using JitPortal.Scanning.Model;

namespace JitPortal.Tests.Scanning;

public sealed class TargetTextTests
{
    [Theory]
    [InlineData("10.0.0.5", "10.0.0.5")]
    [InlineData(" 10.0.0.0/24,10.0.1.0/24\n10.0.0.7 ", "10.0.0.0/23")]
    [InlineData("10.0.0.9-10.0.0.20", "10.0.0.9-10.0.0.20")]
    [InlineData("10.1.2.3/16", "10.1.0.0/16")]
    [InlineData("2001:db8::1, 2001:db8::/112", "2001:db8::/112")]
    public void Parse_WrittenInAnyOrder_IsOneCanonicalText(string text, string canonical)
    {
        var (items, problems) = TargetText.Parse(text);
        Assert.Empty(problems);
        Assert.Equal(canonical, AddressRanges.ToText(AddressRanges.Merge(items.Select(i => i.Range!.Value))));
    }

    [Theory]
    [InlineData("db-1.example.org")]
    [InlineData("localhost")]
    [InlineData("xn--bcher-kva.example")]
    public void Parse_HostName_IsKeptAsAName(string name)
    {
        var (items, problems) = TargetText.Parse(name);
        Assert.Empty(problems);
        Assert.Equal(name, Assert.Single(items).HostName);
    }

    /// <summary>All of these Nmap (or the system's resolver) would take, some as something quite different.</summary>
    [Theory]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    [InlineData("0x7f000001")]
    [InlineData("0177.0.0.1")]
    [InlineData("127.0.0.*")]
    [InlineData("10.0.0.1-9")]
    [InlineData("10.0.0,1.1-5")]
    [InlineData("localhost/31")]
    [InlineData("example.org/24")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[::1]")]
    [InlineData("-sS")]
    [InlineData("--script=/tmp/x.nse")]
    [InlineData("-iR 5")]
    [InlineData("--")]
    [InlineData("@file")]
    [InlineData("a;reboot")]
    [InlineData("$(id)")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.9-10.0.0.1")]
    [InlineData("10.0.0.1\u0000")]
    [InlineData("host\u202e.example")]
    public void Parse_FormsThatWeDoNotCheck_AreRefusedWithASentence(string text)
    {
        var (_, problems) = TargetText.Parse(text);
        Assert.NotEmpty(problems);
        Assert.All(problems, p => Assert.EndsWith(".", p.Sentence));
        Assert.DoesNotContain(problems, p => p.Sentence.Any(char.IsControl));
    }

    [Fact]
    public void Parse_SeveralMistakes_NamesEachWithLineAndColumn()
    {
        var (items, problems) = TargetText.Parse("10.0.0.1\n  10.0.0.* ok.example -sS");
        Assert.Equal([(2, 3), (2, 23)], problems.Select(p => (p.Line!.Value, p.Column!.Value)));
        Assert.Equal(2, items.Count);
    }

    [Fact]
    public void Parse_ManyMistakes_StopsListingButCountsThem()
    {
        var (_, problems) = TargetText.Parse(string.Join(' ', Enumerable.Repeat("*", 500)));
        Assert.Equal(21, problems.Count);
        Assert.Contains("480 more", problems[^1].Sentence);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ,\n, ")]
    public void Parse_Nothing_SaysWhatToWrite(string text)
    {
        var (items, problems) = TargetText.Parse(text);
        Assert.Empty(items);
        Assert.Contains("Say what to scan", Assert.Single(problems).Sentence);
    }
}
