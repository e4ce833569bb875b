using System.Text;
using JitPortal.Scanning.Reading;
using static JitPortal.Tests.Scanning.Reading.Reading;

namespace JitPortal.Tests.Scanning.Reading;

/// <summary>Damage before the first host costs no host, and is said with its place.</summary>
public sealed class DamageBeforeHostsTests
{
    private const string Tail =
        """<host><status state="up"/><address addr="10.0.0.1" addrtype="ipv4"/></host><host><status state="up"/><address addr="10.0.0.2" addrtype="ipv4"/></host></nmaprun>""";

    [Theory]
    [InlineData("<?xml version=\"1.1\"?>\n<!DOCTYPE nmaprun>\n<nmaprun scanner=\"nmap\" start=\"1700000000\">", "before the scan begins")]
    [InlineData(
        "<?xml version=\"1.0\"?>\n<!-- nmap --open -oX x -->\n<nmaprun scanner=\"nmap\" start=\"1700000000\">",
        "before the scan begins"
    )]
    [InlineData("<?xml version=\"1.0\" standalone=\"maybe\"?>\n<nmaprun scanner=\"nmap\" start=\"1700000000\">", "before the scan begins")]
    [InlineData(
        "<?xml version=\"1.0\"?>\n<nmaprun scanner=\"nmap\" args=\"nmap --script \"http-title\" -oX -\" start=\"1700000000\">",
        "start tag <nmaprun>"
    )]
    [InlineData("<?xml version=\"1.0\"?>\n<nmaprun scanner=\"nmap\" args=\"a < b\" start=\"1700000000\">", "start tag <nmaprun>")]
    [InlineData("<?xml version=\"1.0\"?>\n<nmaprun start=\"1\" scanner=\"nmap\" start=\"1700000000\">", "start tag <nmaprun>")]
    public void Read_DamagedHead_KeepsEveryHostAndWhatTheHeadStillSays(string head, string said)
    {
        var items = Of(head + Tail);

        Assert.Equal(["10.0.0.1", "10.0.0.2"], items.Addresses());
        Assert.False(items.Summary().Complete);
        var header = Assert.Single(items.OfType<RunHeader>());
        Assert.Equal(("nmap", DateTimeOffset.FromUnixTimeSeconds(1700000000)), (header.Scanner, header.StartedAt));
        Assert.True(items.FindIndex(i => i is RunHeader) < items.FindIndex(i => i is HostSeen), "The header comes before the hosts.");
        var warning = Assert.Single(items.Warnings());
        Assert.Contains(said, warning.Sentence, StringComparison.Ordinal);
        Assert.True(warning is { Line: > 0, Column: > 0 });
    }

    [Fact]
    public void Read_HostWithoutAnIpAddress_IsSaid()
    {
        var items = Of(Run("""<host><status state="up"/><address addr="02:00:5E:00:53:01" addrtype="mac"/></host>""", Host("10.0.0.2")));
        Assert.Contains("02:00:5E:00:53:01", Assert.Single(items.Warnings()).Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    public void Read_AddressOfNoMachine_IsLeftOutAndSaid(string address)
    {
        var items = Of(Run(Host(address), Host("10.0.0.2")));
        Assert.Null(items.Hosts()[0].Address);
        Assert.Contains(address, Assert.Single(items.Warnings()).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MoreAddressesAndNamesThanAreKept_IsSaidOnceEach()
    {
        var many =
            string.Concat(Enumerable.Range(1, 30).Select(i => $"<address addr=\"10.0.1.{i}\" addrtype=\"ipv4\"/>"))
            + "<hostnames>"
            + string.Concat(Enumerable.Range(1, 70).Select(i => $"<hostname name=\"n{i}\"/>"))
            + "</hostnames>";
        var items = Of(Run(Host("10.0.0.1", many), Host("10.0.0.2")));
        Assert.Equal(16, items.Hosts()[0].OtherAddresses.Count);
        Assert.Equal(64, items.Hosts()[0].Hostnames.Count);
        Assert.Equal(
            [
                "10.0.0.1 has more than 17 addresses; 10.0.1.17 and those behind it were left out.",
                "10.0.0.1 has more than 64 names; n65 and those behind it were left out.",
            ],
            items.Warnings().Select(w => w.Sentence)
        );
    }

    [Fact]
    public void Read_ServiceTwiceInOnePort_TheRicherOneCounts()
    {
        var items = Of(
            Run(
                Host(
                    "10.0.0.1",
                    Port(22, "<service name=\"ssh\" product=\"OpenSSH\" method=\"probed\"/><service name=\"ssh\" method=\"table\"/>")
                )
            )
        );
        Assert.Equal("OpenSSH", items.Hosts()[0].Ports[0].Service!.Product);
    }

    [Fact]
    public void Read_ProtocolInCapitals_IsThatProtocol() =>
        Assert.Equal(
            JitPortal.Shared.TransportProtocol.Tcp,
            Of(Run(Host("10.0.0.1", "<ports><port protocol=\"TCP\" portid=\"22\"><state state=\"open\"/></port></ports>")))
                .Hosts()[0]
                .Ports[0]
                .Protocol
        );

    [Fact]
    public void Read_AnswersThatAreNoServices_AreNotCountedAndSaid()
    {
        var items = Of(
            Run(
                Host(
                    "10.0.0.2",
                    """<ports><port protocol="icmp" portid="0"><state state="open"/></port><port protocol="sctp" portid="36412"><state state="open"/></port></ports>"""
                )
            )
        );
        Assert.Equal(1, items.Summary().OpenPorts);
        Assert.StartsWith("1 answers on other protocols", Assert.Single(items.Warnings()).Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("windows-1251", "Сервер")]
    [InlineData("gbk", "服务")]
    [InlineData("Shift_JIS", "サーバ")]
    [InlineData("iso-8859-2", "Kůň")]
    [InlineData("EUC-KR", "서버")]
    [InlineData("iso-8859-1", "Gebäude")]
    public void Read_DeclaredEncoding_IsRead(string encoding, string product)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var text =
            $"<?xml version=\"1.0\" encoding='{encoding}'?>\n"
            + Run(Host("10.0.0.1", Port(80, $"<service name=\"http\" product=\"{product}\"/>")));

        var items = Of(Encoding.GetEncoding(encoding).GetBytes(text));

        Assert.Equal(product, items.Hosts()[0].Ports[0].Service!.Product);
        Assert.Empty(items.Warnings());
    }

    [Theory]
    [InlineData("x-klingon", "x-klingon, which is not read here")]
    [InlineData("utf-7", "utf-7, which is not read here")]
    [InlineData("UTF-16", "UTF-16, which is not read here")]
    [InlineData("IBM037", "IBM037, which is not read here")]
    [InlineData("utf-8", "no letters in the file's encoding (utf-8)")]
    public void Read_LettersThatAreLost_AreSaid(string declared, string said)
    {
        var bytes = Encoding.Latin1.GetBytes(
            $"<?xml version=\"1.0\" encoding=\"{declared}\"?>\n"
                + Run(Host("10.0.0.1", Port(80, "<service name=\"http\" product=\"\u00D1\u00E5\u00F0\"/>")))
        );

        var items = Of(bytes);

        Assert.Equal(["10.0.0.1"], items.Addresses());
        Assert.Contains(said, Assert.Single(items.Warnings()).Sentence, StringComparison.Ordinal);
    }
}
