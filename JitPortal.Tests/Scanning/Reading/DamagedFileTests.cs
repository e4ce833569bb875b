using System.Globalization;
using System.Text;
using JitPortal.Scanning.Reading;
using static JitPortal.Tests.Scanning.Reading.Reading;

namespace JitPortal.Tests.Scanning.Reading;

public sealed class DamagedFileTests
{
    [Fact]
    public void Read_CutInsideAnAttribute_KeepsCompleteHostsAndSaysWhere()
    {
        var whole = Run(Host("10.0.0.1"), Host("10.0.0.2", Port(22)));

        var items = Of(whole[..(whole.IndexOf("syn-ack", StringComparison.Ordinal) + 3)]);

        Assert.Equal(["10.0.0.1"], items.Addresses());
        Assert.Equal(1, items.Summary().DroppedHosts);
        Assert.False(items.Summary().Complete);
        var warning = Assert.Single(items.Warnings());
        Assert.Equal(3, warning.Line);
        Assert.Contains("10.0.0.2", warning.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CutAtEveryCharacter_NeverThrowsAndKeepsWhatWasComplete()
    {
        var whole = Run(
            Host("10.0.0.1"),
            Host("10.0.0.2", Port(22, "<script id=\"x\" output=\"a&#xa;b\"/>")),
            "<runstats><finished exit=\"success\"/></runstats>"
        );
        for (var length = 0; length < whole.Length; length++)
        {
            var items = Of(whole[..length]);
            var ends = whole[..length].Split("</host>").Length - 1;
            Assert.True(
                ends == items.Hosts().Count,
                string.Create(CultureInfo.InvariantCulture, $"cut at {length}: {items.Hosts().Count} hosts, expected {ends}")
            );
            Assert.False(items.Summary().Complete);
        }
    }

    [Fact]
    public void Read_TwoRoots_ReadsBoth()
    {
        const string declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE nmaprun>\n<?xml-stylesheet href=\"x.xsl\"?>\n";
        var items = Of(declaration + Run(Host("10.0.0.1")) + "\n" + declaration + Run(Host("10.0.0.2")));

        Assert.Equal(["10.0.0.1", "10.0.0.2"], items.Addresses());
        Assert.True(items.Summary().Complete);
        Assert.Empty(items.Warnings());
        Assert.Equal(2, items.OfType<RunHeader>().Count());
    }

    [Fact]
    public void Read_TwoRootsWithoutDeclarations_ReadsBoth() =>
        Assert.Equal(["10.0.0.1", "10.0.0.2"], Of(Run(Host("10.0.0.1")) + Run(Host("10.0.0.2"))).Addresses());

    [Fact]
    public void Read_KilledRunThenAnAppendedOne_ReadsBothAndIsIncomplete()
    {
        var killed = Run(Host("10.0.0.1"), Host("10.0.0.2"))[..^30];
        var items = Of(killed + "<?xml version=\"1.0\"?>\n" + Run(Host("10.0.0.3")));

        Assert.Equal(["10.0.0.1", "10.0.0.3"], items.Addresses());
        Assert.False(items.Summary().Complete);
        Assert.Equal(1, items.Summary().DroppedHosts);
    }

    [Fact]
    public void Read_DamageInTheMiddle_GoesOnAtTheNextHost()
    {
        var items = Of(Run(Host("10.0.0.1"), Host("10.0.0.2", "<ports><port protocol=tcp"), Host("10.0.0.3"), Host("10.0.0.4")));

        Assert.Equal(["10.0.0.1", "10.0.0.3", "10.0.0.4"], items.Addresses());
        Assert.Equal(1, items.Summary().DroppedHosts);
        Assert.False(items.Summary().Complete);
        Assert.Equal(3, Assert.Single(items.Warnings()).Line);
    }

    [Fact]
    public void Read_DamageTwice_PointsAtTheRightLines()
    {
        var items = Of(Run(Host("10.0.0.1", "<a b=c/>"), Host("10.0.0.2"), Host("10.0.0.3", "<a b=c/>"), Host("10.0.0.4")));

        Assert.Equal(["10.0.0.2", "10.0.0.4"], items.Addresses());
        Assert.Equal([2, 4], items.Warnings().Select(w => w.Line));
        Assert.All(items.Warnings(), w => Assert.InRange(w.Column, Host("10.0.0.1").Length - 10, Host("10.0.0.1").Length + 5));
    }

    [Fact]
    public void Read_HostThatNeverEnds_DropsItAndKeepsTheNext()
    {
        var items = Of(Run("<host><address addr=\"10.0.0.1\"/>", Host("10.0.0.2")));

        Assert.Equal(["10.0.0.2"], items.Addresses());
        Assert.Equal(1, items.Summary().DroppedHosts);
    }

    [Fact]
    public void Read_TrailingGarbage_IsSaidAndHarmless()
    {
        var items = Of(Run(Host("10.0.0.1")) + "\n\nNmap done: garbage\n<extra/>");

        Assert.Single(items.Hosts());
        Assert.True(items.Summary().Complete);
        Assert.Contains("follows the end", Assert.Single(items.Warnings()).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ScannerTextBeforeTheXml_IsSkippedAndSaid()
    {
        var items = Of("Warning: something\nStarting Nmap 7.93\n<?xml version=\"1.0\"?>\n" + Run(Host("10.0.0.1")));

        Assert.Single(items.Hosts());
        Assert.Single(items.Warnings());
        Assert.Empty(items.OfType<ReadRefusal>());
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData(" \r\n\t ", "empty")]
    [InlineData("# Nmap 7.93 scan initiated\nHost: 10.0.0.1 () Status: Up\n", "grepable")]
    [InlineData("{\"hosts\": []}", "no XML")]
    [InlineData("<?xml version=\"1.0\"?>\n<!DOCTYPE nmaprun>\n<?", "before the first element")]
    [InlineData("<NessusClientData_v2><Report/></NessusClientData_v2>", "<NessusClientData_v2>")]
    [InlineData("<html><body><host>", "<html>")]
    public void Read_NoScan_IsRefusedWithASentence(string text, string says)
    {
        var items = Of(text);

        Assert.Contains(says, Assert.Single(items.OfType<ReadRefusal>()).Sentence, StringComparison.Ordinal);
        Assert.False(items.Summary().Complete);
    }

    [Fact]
    public void Read_FailedScan_IsIncompleteWithNmapsReason()
    {
        var items = Of(
            "<nmaprun>\n<runstats><finished time=\"1201481569\" exit=\"error\" errormsg=\"Only root can traceroute\"/></runstats>\n</nmaprun>"
        );

        Assert.False(items.Summary().Complete);
        Assert.Contains("Only root can traceroute", Assert.Single(items.Warnings()).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NulBytesOfAResumedScan_AreReplaced()
    {
        var bytes = Encoding.UTF8.GetBytes("\0\0\0<?xml version=\"1.0\"?>" + Run("\0\0", Host("10.0.0.1"), "\0"));

        Assert.Equal(["10.0.0.1"], Of(bytes).Addresses());
    }
}
