namespace JitPortal.Tests.Scanning;

/// <summary>A scan of two hosts with three open ports, as Nmap writes it.</summary>
internal static class SmallScan
{
    public const string Xml = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE nmaprun>
        <nmaprun scanner="nmap" args="nmap -sT -oX - 10.9.0.0/30" start="1780304400" version="7.93" xmloutputversion="1.05">
        <scaninfo type="connect" protocol="tcp" numservices="3" services="22,80,5432"/>
        <host starttime="1780304400" endtime="1780304401"><status state="up" reason="syn-ack" reason_ttl="0"/>
        <address addr="10.9.0.1" addrtype="ipv4"/>
        <hostnames><hostname name="web.example.org" type="user"/></hostnames>
        <ports><port protocol="tcp" portid="22"><state state="open" reason="syn-ack" reason_ttl="0"/><service name="ssh" product="OpenSSH" version="9.2p1" method="probed" conf="10"/></port>
        <port protocol="tcp" portid="80"><state state="open" reason="syn-ack" reason_ttl="0"/><service name="http" method="table" conf="3"/></port></ports>
        </host>
        <host starttime="1780304401" endtime="1780304402"><status state="up" reason="syn-ack" reason_ttl="0"/>
        <address addr="10.9.0.2" addrtype="ipv4"/>
        <ports><port protocol="tcp" portid="5432"><state state="open" reason="syn-ack" reason_ttl="0"/><service name="postgresql" method="table" conf="3"/></port></ports>
        </host>
        <runstats><finished time="1780304402" elapsed="2" exit="success"/><hosts up="2" down="2" total="4"/></runstats>
        </nmaprun>
        """;
}
