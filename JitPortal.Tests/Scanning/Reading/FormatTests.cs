using System.Text;
using JitPortal.Inventory.Model;
using JitPortal.Scanning.Reading;
using JitPortal.Shared;
using static JitPortal.Tests.Scanning.Reading.Reading;

namespace JitPortal.Tests.Scanning.Reading;

public sealed class FormatTests
{
    [Fact]
    public void Read_FullHost_GivesEveryFact()
    {
        var items = Of(
            Run(
                """
                <scaninfo type="connect" protocol="tcp" numservices="3" services="22,80-81"/>
                <hosthint><status state="up"/><address addr="10.0.0.1" addrtype="ipv4"/></hosthint>
                <taskprogress task="SYN Stealth Scan" time="1795354746" percent="12.5"/>
                <target specification="nosuch.example" status="skipped" reason="invalid"/>
                <host starttime="1795354740" endtime="1795354746"><status state="up" reason="arp-response" reason_ttl="0"/>
                <address addr="10.0.0.1" addrtype="ipv4"/><address addr="2001:db8::1" addrtype="ipv6"/><address addr="ca:37:aa:7a:f0:43" addrtype="mac" vendor="Acme"/>
                <hostnames><hostname name="db.example" type="PTR"/></hostnames>
                <ports><extraports state="closed" count="98"><extrareasons reason="reset" count="98" proto="tcp" ports="1-98"/></extraports>
                <port protocol="tcp" portid="22"><state state="open" reason="syn-ack"/><owner name="root"/><service name="ssh" product="OpenSSH" version="9.2p1" extrainfo="Debian" method="probed" conf="10"><cpe>cpe:/a:openbsd:openssh:9.2p1</cpe></service>
                <script id="ssh-hostkey" output="x"><table><elem key="type">ssh-ed25519</elem><elem key="fingerprint">ab12</elem></table></script></port>
                <port protocol="udp" portid="53"><state state="open|filtered"/></port>
                <port protocol="ip" portid="6"><state state="open"/></port></ports>
                <os><osmatch name="Linux 5" accuracy="90"><osclass><cpe>cpe:/o:linux:linux_kernel:5</cpe></osclass></osmatch><osclass vendor="old sibling"/><osmatch name="Linux 6" accuracy="96"/></os>
                <hostscript><script id="smb" output="s"/></hostscript>
                <trace><hop ttl="1" ipaddr="10.0.0.254" rtt="1"/><hop ttl="3" ipaddr="10.0.1.254" host="core"/></trace></host>
                <runstats><finished time="1795354746" elapsed="0.12" exit="success" summary="done"/><hosts up="1" down="2" total="3"/></runstats>
                """
            )
        );

        var host = Assert.Single(items.Hosts());
        Assert.Equal(
            "10.0.0.1 2001:db8::1 CA:37:AA:7A:F0:43 Acme db.example",
            $"{host.Address} {host.OtherAddresses[0]} {host.Mac} {host.Vendor} {host.Hostnames[0]}"
        );
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1795354746), host.SeenAt);
        Assert.Equal(["22 Tcp Open", "53 Udp OpenFiltered", "6  Open"], host.Ports.Select(p => $"{p.Port} {p.Protocol} {p.State}"));
        var ssh = host.Ports[0];
        Assert.Equal(
            "ssh OpenSSH 9.2p1 Debian True cpe:/a:openbsd:openssh:9.2p1",
            $"{ssh.Service!.Name} {ssh.Service.Product} {ssh.Service.Version} {ssh.Service.ExtraInfo} {ssh.Service.Probed} {ssh.Service.Cpes[0]}"
        );
        Assert.Equal(
            [new ScriptElement(1, null, null), new ScriptElement(2, "type", "ssh-ed25519"), new ScriptElement(2, "fingerprint", "ab12")],
            ssh.Scripts[0].Elements
        );
        Assert.Equal(new OsRecord("Linux 6", 96, null), host.Os);
        Assert.Equal("smb", Assert.Single(host.Scripts).Id);
        Assert.Equal([1, 3], host.Hops.Select(h => h.Ttl));
        Assert.Equal(new ScanInfo("connect", "tcp", "22,80-81", 3), Assert.Single(items.OfType<ScanInfo>()));
        Assert.Equal("10.0.0.1", Assert.Single(items.OfType<HostHint>()).Address.ToString());
        Assert.Equal(12.5, Assert.Single(items.OfType<TaskProgress>()).Percent);
        Assert.Equal("nosuch.example", Assert.Single(items.OfType<TargetSkipped>()).Specification);
        Assert.Equal(3, Assert.Single(items.OfType<RunFinished>()).Total);
        Assert.Equal(new ReadSummary(true, 1, 0, 2, 1), items.Summary());
    }

    [Fact]
    public void Read_MasscanHosts_AreAliveWithoutAStatus()
    {
        var items = Of(
            "<nmaprun scanner=\"masscan\"><host endtime=\"1\"><address addr=\"10.0.0.1\" addrtype=\"ipv4\"/><ports><port protocol=\"tcp\" portid=\"80\"><state state=\"open\"/></port></ports></host></nmaprun>"
        );

        Assert.True(Assert.Single(items.Hosts()).IsAlive);
        Assert.Equal(SeenState.Unsaid, items.Hosts()[0].State);
    }

    [Fact]
    public void Read_MissingAttributes_AreNoTrouble()
    {
        var items = Of(
            Run(
                "<host><status/><address/><hostnames><hostname/></hostnames><ports><port/><port protocol=\"tcp\" portid=\"1\"><state/><service/><script/></port><port portid=\"2\"/></ports><os><osmatch/></os><trace><hop/></trace></host>",
                "<scaninfo/><taskprogress/><target/><hosthint/>"
            )
        );

        var port = Assert.Single(Assert.Single(items.Hosts()).Ports);
        Assert.Equal((1, TransportProtocol.Tcp, PortState.Unknown), (port.Port, port.Protocol, port.State));
        Assert.Equal(3, items.Warnings().Count);
    }

    [Theory]
    [InlineData("127.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("10.0.0.1.5")]
    [InlineData("&lt;script&gt;")]
    public void Read_AddressThatIsNone_IsLeftOutAndSaid(string address)
    {
        var items = Of(Run(Host(address)));

        Assert.Null(Assert.Single(items.Hosts()).Address);
        Assert.Single(items.Warnings());
    }

    [Fact]
    public void Read_LiveStream_GivesEachItemBeforeMoreArrives()
    {
        using var live = new LiveStream();
        using var items = NmapXmlReader.Read(live).GetEnumerator();

        live.Say("<?xml version=\"1.0\"?>\n<nmaprun scanner=\"nmap\">\n");
        Assert.IsType<RunHeader>(live.Next(items));
        live.Say("<hosthint><status state=\"up\"/><address addr=\"10.0.0.1\" addrtype=\"ipv4\"/>\n</hosthint>\n");
        Assert.IsType<HostHint>(live.Next(items));
        live.Say("<taskprogress task=\"x\" percent=\"1\"/>\n");
        Assert.IsType<TaskProgress>(live.Next(items));
        live.Say(Host("10.0.0.1", Port(22)) + "\n");
        Assert.IsType<HostSeen>(live.Next(items));
        live.Say(Host("10.0.0.2") + Host("10.0.0.3"));
        Assert.IsType<HostSeen>(live.Next(items));
        Assert.IsType<HostSeen>(live.Next(items));
        live.Say("<runstats><finished exit=\"success\"/></runstats>\n");
        Assert.IsType<RunFinished>(live.Next(items));
        live.Say("</nmaprun>\n");
        live.End();
        Assert.True(Assert.IsType<ReadSummary>(live.Next(items)).Complete);
    }

    /// <summary>Fails the test when the reader asks for more before it gave what was said.</summary>
    private sealed class LiveStream : MemoryStream
    {
        private readonly Queue<byte[]> _said = new();
        private bool _ended;

        public void Say(string text) => _said.Enqueue(Encoding.UTF8.GetBytes(text));

        public void End() => _ended = true;

        public ScanItem Next(IEnumerator<ScanItem> items)
        {
            Assert.True(items.MoveNext());
            return items.Current;
        }

        public override int Read(Span<byte> buffer)
        {
            if (_said.TryDequeue(out var bytes))
            {
                bytes.CopyTo(buffer);
                return bytes.Length;
            }
            Assert.True(_ended, "The reader wants more before it gave what it has.");
            return 0;
        }
    }
}
