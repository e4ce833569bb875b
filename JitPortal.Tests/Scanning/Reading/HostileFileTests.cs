using System.Text;
using JitPortal.Scanning.Reading;
using static JitPortal.Tests.Scanning.Reading.Reading;

namespace JitPortal.Tests.Scanning.Reading;

public sealed class HostileFileTests
{
    [Fact]
    public void Read_TwentyThousandNestedTables_AreReadWithoutRecursion()
    {
        var nested =
            string.Concat(Enumerable.Repeat("<table>", 20_000))
            + "<elem key=\"k\">v</elem>"
            + string.Concat(Enumerable.Repeat("</table>", 20_000));
        var items = Of(
            Run(
                Host("10.0.0.1", Port(80, $"<script id=\"deep\" output=\"o\">{nested}</script>")),
                Host("10.0.0.2", $"<unknown>{nested}</unknown>"),
                Host("10.0.0.3")
            )
        );

        Assert.Equal(3, items.Hosts().Count);
        Assert.True(items.Summary().Complete);
        Assert.InRange(items.Hosts()[0].Ports[0].Scripts[0].Elements.Count, 1, 100);
    }

    [Fact]
    public void Read_NestingWithoutEnd_IsStoppedAndTheNextHostRead()
    {
        var items = Of(
            Run(Host("10.0.0.1", string.Concat(Enumerable.Repeat("<t>", 300_000))), Host("10.0.0.2")),
            ReaderOptions.Default with
            {
                Depth = 1_000,
            }
        );

        Assert.Equal(["10.0.0.2"], items.Addresses());
        Assert.False(items.Summary().Complete);
    }

    [Fact]
    public void Read_AttributeOfEightMegabytes_IsCappedAndSaysSo()
    {
        var items = Of(Run(Host("10.0.0.1", Port(80, $"<script id=\"big\" output=\"{new string('A', 8_000_000)}\"/>")), Host("10.0.0.2")));

        var script = items.Hosts()[0].Ports[0].Scripts[0];
        Assert.Equal((64 * 1024, 8_000_000, true), (script.Output.Length, script.Length, script.Cut));
        Assert.Equal(2, items.Hosts().Count);
    }

    [Fact]
    public void Read_TagBeyondTheLimit_IsDroppedWithItsHost()
    {
        var items = Of(
            Run(Host("10.0.0.1", $"<x a=\"{new string('A', 500_000)}\"/>"), Host("10.0.0.2")),
            ReaderOptions.Default with
            {
                Token = 100_000,
            }
        );

        Assert.Equal(["10.0.0.2"], items.Addresses());
    }

    [Fact]
    public void Read_EntityBomb_IsNeverExpanded()
    {
        var bomb =
            "<?xml version=\"1.0\"?><!DOCTYPE nmaprun [<!ENTITY a \"lol\">"
            + string.Concat(
                Enumerable
                    .Range(0, 9)
                    .Select(i => $"<!ENTITY {(char)('b' + i)} \"{string.Concat(Enumerable.Repeat($"&{(char)('a' + i)};", 10))}\">")
            )
            + "]>";
        var before = GC.GetAllocatedBytesForCurrentThread();

        var items = Of(bomb + Run(Host("10.0.0.1", "<unknown a=\"&j;\">&j;</unknown>")));

        Assert.Single(items.Hosts());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    [Fact]
    public void Read_ExternalEntity_IsNotFetched()
    {
        var secret = Path.GetTempFileName();
        File.WriteAllText(secret, "secret-content");
        var items = Of(
            $"<!DOCTYPE nmaprun [<!ENTITY x SYSTEM \"file://{secret}\">]>"
                + Run(Host("10.0.0.1", Port(80, "<service product=\"&x;\"/><script id=\"s\" output=\"o\"><elem>&x;</elem></script>")))
        );
        File.Delete(secret);

        var port = Assert.Single(items.Hosts()).Ports[0];
        Assert.DoesNotContain("secret-content", port.Service!.Product + port.Scripts[0].Elements[0].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RemoteDtd_IsNotFetched()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var items = Of($"<!DOCTYPE nmaprun SYSTEM \"http://{listener.LocalEndpoint}/evil.dtd\">" + Run(Host("10.0.0.1")));

        Assert.Single(items.Hosts());
        Assert.False(listener.Pending());
    }

    [Fact]
    public void Read_MarkersInsideCommentsAndCdata_AreNoMarkup()
    {
        var items = Of(
            Run(
                "<!-- <nmaprun> <host> <?xml ?> -->",
                "<output type=\"interactive\"><![CDATA[ <nmaprun><host> <?xml ?> & ]]></output>",
                Host("10.0.0.1")
            )
        );

        Assert.Equal(["10.0.0.1"], items.Addresses());
        Assert.True(items.Summary().Complete);
        Assert.Empty(items.Warnings());
    }

    [Fact]
    public void Read_HostInsideUnknownElements_IsNotAHost()
    {
        var items = Of(
            Run(
                $"<newtop>{Host("10.0.0.9")}<deeper><host/></deeper></newtop>",
                Host("10.0.0.1", $"<newchild>{Port(1)}<status state=\"down\"/></newchild>"),
                "<host/>"
            )
        );

        Assert.Equal(["10.0.0.1"], items.Hosts().Where(h => h.Address is not null).Select(h => h.Address!.ToString()));
        Assert.Empty(items.Hosts()[0].Ports);
        Assert.True(items.Summary().Complete);
    }

    [Fact]
    public void Read_ManyBadPorts_AreCountedNotListed()
    {
        var bad = string.Concat(Enumerable.Repeat("<port protocol=\"tcp\" portid=\"$port\"/>", 5_000));
        var items = Of(Run(Host("10.0.0.1", $"<ports>{bad}</ports>")));

        Assert.Equal(101, items.Warnings().Count);
        Assert.Contains("4900 more", items.Warnings()[^1].Sentence, StringComparison.Ordinal);
        Assert.Contains("$port", items.Warnings()[0].Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RandomDamage_NeverThrowsNorHangs()
    {
        var whole = Encoding.UTF8.GetBytes(
            Run(
                Enumerable
                    .Range(1, 20)
                    .Select(i =>
                        Host(
                            $"10.0.0.{i}",
                            Port(
                                22,
                                "<service name=\"ssh\" product=\"a&amp;b\"><cpe>cpe:/a:x</cpe></service><script id=\"x\" output=\"y\"><table key=\"t\"><elem key=\"a\">b</elem></table></script>"
                            )
                        )
                    )
                    .ToArray()
            )
        );
        var random = new Random(42);
        for (var round = 0; round < 500; round++)
        {
            var damaged = whole.ToArray();
            for (var i = 0; i < 3; i++)
                damaged[random.Next(40, damaged.Length)] = (byte)random.Next(256);
            var items = Of(damaged);
            Assert.InRange(items.Summary().Hosts, 10, 20);
        }
    }
}
