using System.Text;
using JitPortal.Scanning.Reading;
using static JitPortal.Tests.Scanning.Reading.Reading;

namespace JitPortal.Tests.Scanning.Reading;

/// <summary>A comment, section, instruction or document type that is not closed costs the host it stands in, and no other.</summary>
public sealed class UnclosedConstructTests
{
    private const string Head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE nmaprun>\n";

    [Theory]
    [InlineData("<!-- Nmap 7.93 scan initiated\n", "comment")]
    [InlineData("<!-- Nmap 7.93 scan initiated ->\n", "comment")]
    [InlineData("<?xml-stylesheet href=\"nmap.xsl\"\n", "processing instruction")]
    [InlineData("<?xml-stylesheet href=\"nmap.xsl\">\n<!-- a whole comment -->\n", "processing instruction")]
    public void Read_UnclosedBeforeTheRun_KeepsRunAndHosts(string unclosed, string name)
    {
        var items = Of(Head + unclosed + Run(Host("10.0.0.1"), Host("10.0.0.2")) + "\n<!-- the end -->\n");

        Assert.Equal(["10.0.0.1", "10.0.0.2"], items.Addresses());
        Assert.Equal("7.93", Assert.Single(items.OfType<RunHeader>()).Version);
        var warning = Assert.Single(items.Warnings());
        Assert.Equal((3, 1), (warning.Line, warning.Column));
        Assert.Contains($"A {name} begins here and is not closed", warning.Sentence, StringComparison.Ordinal);
        Assert.False(items.Summary().Complete);
    }

    [Theory]
    [InlineData("<!DOCTYPE nmaprun\n")]
    [InlineData("<!DOCTYPE nmaprun [\n<!ELEMENT nmaprun ANY>\n")]
    [InlineData("<!DOCTYPE nmaprun SYSTEM \"nmap.dtd>\n")]
    public void Read_UnclosedDocumentType_KeepsHosts(string type)
    {
        var items = Of(
            "<?xml version=\"1.0\"?>\n"
                + type
                + Run(Host("10.0.0.1"), Host("10.0.0.2", Port(80, "<script id=\"x\" output=\"a]&gt;b]>\"/>")))
        );

        Assert.Equal(["10.0.0.1", "10.0.0.2"], items.Addresses());
        Assert.Equal("nmap", Assert.Single(items.OfType<RunHeader>()).Scanner);
        Assert.Single(items.Warnings());
    }

    [Theory]
    [InlineData("<!-- broken")]
    [InlineData("<![CDATA[ broken")]
    [InlineData("<?broken ")]
    [InlineData("<?ort protocol=\"tcp\">")]
    public void Read_UnclosedInsideAHost_LosesThatHostAlone(string unclosed)
    {
        var items = Of(Run(Host("10.0.0.1"), Host("10.0.0.2", unclosed), Host("10.0.0.3"), Host("10.0.0.4", "<a/>")));

        Assert.Equal(["10.0.0.1", "10.0.0.3", "10.0.0.4"], items.Addresses());
        var warning = Assert.Single(items.Warnings());
        Assert.Equal(3, warning.Line);
        Assert.Contains("10.0.0.2", warning.Sentence, StringComparison.Ordinal);
        Assert.Equal(1, items.Summary().DroppedHosts);
    }

    [Fact]
    public void Read_UnclosedThenAWholeOne_EndsWhereTheNextHostBegins() =>
        Assert.Equal(
            ["10.0.0.1", "10.0.0.3", "10.0.0.4"],
            Of(Run(Host("10.0.0.1"), Host("10.0.0.2", "<!-- broken"), Host("10.0.0.3"), "<!-- whole -->", Host("10.0.0.4"))).Addresses()
        );

    [Fact]
    public void Read_UnclosedAtTheEndOfARun_LeavesTheJoinedOne()
    {
        var items = Of(Head + Run(Host("10.0.0.1"), "<!-- broken") + "\n" + Head + Run(Host("10.0.0.2")));

        Assert.Equal(["10.0.0.1", "10.0.0.2"], items.Addresses());
        Assert.Equal(2, items.OfType<RunHeader>().Count());
    }

    [Theory]
    [InlineData("<!-- {0} -->")]
    [InlineData("<![CDATA[ {0} ]]>")]
    [InlineData("<?note {0} ?>")]
    [InlineData("<output type=\"interactive\"><![CDATA[ {0} ]]></output>")]
    [InlineData("<!-- {0} --><!-- {0} -->")]
    public void Read_HostsInsideAWholeOne_AreText(string construct)
    {
        var text = construct.Replace(
            "{0}",
            "<nmaprun scanner=\"no\">" + Host("6.6.6.6") + Host("6.6.6.7") + "</nmaprun>",
            StringComparison.Ordinal
        );

        foreach (var file in new[] { Run(Host("10.0.0.1"), text, Host("10.0.0.2")), Run(Host("10.0.0.1", text), Host("10.0.0.2")) })
        {
            var items = Of(file);
            Assert.Equal(["10.0.0.1", "10.0.0.2"], items.Addresses());
            Assert.Empty(items.Warnings());
            Assert.True(items.Summary().Complete);
        }
    }

    [Theory]
    [InlineData("<!-- <nmaprun scanner=\"no\"><host/></nmaprun> -->\n")]
    [InlineData("<!DOCTYPE nmaprun [<!ENTITY h \"<host><address addr='6.6.6.6'/></host>\">]>\n")]
    public void Read_HostsInsideAWholeOneBeforeTheRun_AreText(string construct)
    {
        var items = Of("<?xml version=\"1.0\"?>\n" + construct + Run(Host("10.0.0.1")));

        Assert.Equal(["10.0.0.1"], items.Addresses());
        Assert.Empty(items.Warnings());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public void Read_InSmallPieces_IsTheSame(int piece)
    {
        var hidden = string.Concat(Enumerable.Range(0, 3000).Select(i => Host($"6.6.{i / 250}.{i % 250}")));
        var text = Head + Run(Host("10.0.0.1"), $"<!-- {hidden} -->", Host("10.0.0.2", $"<!-- {hidden}"), Host("10.0.0.3")) + "\n";

        using var stream = new PiecesStream(Encoding.UTF8.GetBytes(text), piece);
        var items = NmapXmlReader.Read(stream).ToList();

        // The hosts in the unclosed comment stand in no comment.
        Assert.Equal(["10.0.0.1", .. Enumerable.Range(0, 3000).Select(i => $"6.6.{i / 250}.{i % 250}"), "10.0.0.3"], items.Addresses());
    }

    [Theory]
    [InlineData("<!DOCTYPE nmaprun>\n<nmaprub scanner=\"nmap\">")]
    [InlineData("<maprun scanner=\"nmap\">\n<scaninfo type=\"syn\" protocol=\"tcp\" services=\"22\"/>")]
    public void Read_StartTagWithAnotherName_KeepsHosts(string head)
    {
        var items = Of("<?xml version=\"1.0\"?>\n" + head + Host("10.0.0.1") + Host("10.0.0.2") + "</nmaprun>");

        Assert.Equal(["10.0.0.1", "10.0.0.2"], items.Addresses());
        Assert.Empty(items.OfType<ReadRefusal>());
        Assert.Contains("start tag <nmaprun> is damaged", Assert.Single(items.Warnings()).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RunEndsTooEarly_ReadsTheHostsBehind()
    {
        var items = Of("<nmaprun scanner=\"nmap\"></nmaprun>\n<scaninfo/>" + Host("10.0.0.1") + Host("10.0.0.2") + "</nmaprun>");

        Assert.Equal(["10.0.0.1", "10.0.0.2"], items.Addresses());
        Assert.Contains("hosts follow its end", Assert.Single(items.Warnings()).Sentence, StringComparison.Ordinal);
        Assert.False(items.Summary().Complete);
    }

    [Fact]
    public void Read_HostsBehindAFinishedRun_AreNoneOfIts()
    {
        var items = Of(
            Run(Host("10.0.0.1"), "<runstats><finished exit=\"success\"/></runstats>") + "<other>" + Host("6.6.6.6") + "</other>"
        );

        Assert.Equal(["10.0.0.1"], items.Addresses());
        Assert.True(items.Summary().Complete);
        Assert.Contains("left out", Assert.Single(items.Warnings()).Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("</future>", "10.0.0.9")]
    [InlineData("", "10.0.0.1 10.0.0.2 10.0.0.9")]
    public void Read_UnknownElement_HoldsItsHostsOnlyWhenItEnds(string end, string hosts) =>
        Assert.Equal(hosts, string.Join(' ', Of(Run("<future>", Host("10.0.0.1"), Host("10.0.0.2"), end, Host("10.0.0.9"))).Addresses()));

    [Fact]
    public void Read_TagTooManyBeforeAHost_LosesNone() =>
        Assert.Equal(
            ["10.0.0.1", "10.0.0.2", "10.0.0.3"],
            Of(Run(Host("10.0.0.1") + "</host>", Host("10.0.0.2"), "</ports>", Host("10.0.0.3"))).Addresses()
        );

    /// <summary>Gives a few bytes a read, as a pipe may.</summary>
    private sealed class PiecesStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, piece));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, piece)]);
    }
}
