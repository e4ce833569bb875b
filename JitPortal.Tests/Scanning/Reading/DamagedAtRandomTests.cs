using System.Globalization;
using System.Text;
using JitPortal.Scanning.Reading;
using static JitPortal.Tests.Scanning.Reading.Reading;

namespace JitPortal.Tests.Scanning.Reading;

/// <summary>
/// Files damaged at random, always in the same way: nothing but items comes out, and a host whose bytes are whole is read, wherever the
/// damage is and whatever it opens.
/// </summary>
public sealed class DamagedAtRandomTests
{
    private const int Hosts = 12;
    private const int Rounds = 3000;

    [Fact]
    public void Read_OneByteChanged_CostsOneHostAtTheMost()
    {
        var random = new Random(20261127);
        var whole = File();
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = (byte[])whole.Clone();
            var at = random.Next(bytes.Length);
            bytes[at] = (byte)random.Next(256);
            var items = Of(bytes);
            Assert.True(
                items.Hosts().Count >= Hosts - 1,
                string.Create(CultureInfo.InvariantCulture, $"Byte {at} as {bytes[at]}: {items.Hosts().Count} hosts.")
            );
            AssertWordsAreOurs(items);
        }
    }

    /// <summary>What opens something that is never closed, put anywhere between two tags or into one.</summary>
    [Theory]
    [InlineData("<!--")]
    [InlineData("<![CDATA[")]
    [InlineData("<?x ")]
    [InlineData("<!DOCTYPE x [")]
    [InlineData("<x y=\"")]
    [InlineData("<host ")]
    [InlineData("</")]
    [InlineData("\"")]
    [InlineData("&")]
    [InlineData("]]>")]
    [InlineData("-->")]
    [InlineData("<nmaprun>")]
    [InlineData("</nmaprun>")]
    [InlineData("<host>")]
    [InlineData("</host>")]
    [InlineData("<?xml version=\"1.0\"?>")]
    public void Read_SomethingPutAnywhere_CostsOneHostAtTheMost(string opened)
    {
        var whole = Encoding.UTF8.GetString(File());
        for (var at = 0; at <= whole.Length; at += 3)
        {
            var items = Of(whole.Insert(at, opened));
            Assert.True(
                items.Hosts().Count >= Hosts - 1,
                string.Create(CultureInfo.InvariantCulture, $"{opened} at {at}: {items.Hosts().Count} hosts.")
            );
            AssertWordsAreOurs(items);
        }
    }

    [Fact]
    public void Read_CutDoubledAndMixed_NeverThrows()
    {
        var random = new Random(20261128);
        var whole = File();
        for (var round = 0; round < Rounds; round++)
        {
            var list = whole.ToList();
            for (var damage = random.Next(1, 5); damage > 0; damage--)
            {
                var (at, length) = (random.Next(list.Count), random.Next(1, 300));
                length = Math.Min(length, list.Count - at);
                var piece = list.GetRange(at, length);
                if (random.Next(3) != 0)
                    list.RemoveRange(at, length);
                if (random.Next(3) != 0)
                    list.InsertRange(random.Next(list.Count + 1), piece);
                if (list.Count == 0)
                    break;
            }

            AssertWordsAreOurs(Of([.. list]));
        }
    }

    /// <summary>No sentence of an exception reaches people.</summary>
    private static void AssertWordsAreOurs(List<ScanItem> items)
    {
        foreach (var warning in items.Warnings())
        {
            Assert.DoesNotContain("Exception", warning.Sentence, StringComparison.Ordinal);
            Assert.DoesNotContain("hexadecimal value", warning.Sentence, StringComparison.Ordinal);
            Assert.EndsWith(".", warning.Sentence, StringComparison.Ordinal);
        }
    }

    private static byte[] File()
    {
        var text = new StringBuilder(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE nmaprun>
            <!-- Nmap 7.93 scan -->
            <nmaprun scanner="nmap" args="nmap -sV -oX - 10.0.0.0/28" start="1700000000" version="7.93" xmloutputversion="1.05">
            <scaninfo type="connect" protocol="tcp" numservices="2" services="22,80"/>

            """
        );
        for (var i = 1; i <= Hosts; i++)
            text.Append(
                CultureInfo.InvariantCulture,
                $"{Host($"10.0.0.{i}", Port(22, "<service name=\"ssh\" product=\"OpenSSH\"/><script id=\"x\" output=\"a&#xa;b\"><elem key=\"k\">v</elem></script>"))}\n"
            );
        return Encoding.UTF8.GetBytes(
            text.Append("<runstats><finished exit=\"success\"/><hosts up=\"12\" down=\"2\" total=\"14\"/></runstats>\n</nmaprun>\n")
                .ToString()
        );
    }
}
