using System.Globalization;
using System.Text;

namespace JitPortal.Benchmarks.Inventory;

/// <summary>
/// Writes what <c>nmap -sV</c> would about a network in which 7.5 ports a host are open: 65,536 hosts are some 490,000 ports and 200 MB.
/// The same arguments give the same bytes.
/// </summary>
internal static class ScanFile
{
    private static readonly (int Port, string Name, string Product, string Cpe)[] Kinds =
    [
        (22, "ssh", "OpenSSH", "cpe:/a:openbsd:openssh"),
        (80, "http", "nginx", "cpe:/a:igor_sysoev:nginx"),
        (443, "https", "Apache httpd", "cpe:/a:apache:http_server"),
        (3306, "mysql", "MySQL", "cpe:/a:mysql:mysql"),
        (5432, "postgresql", "PostgreSQL DB", "cpe:/a:postgresql:postgresql"),
        (6379, "redis", "Redis key-value store", "cpe:/a:redislabs:redis"),
        (25, "smtp", "Postfix smtpd", "cpe:/a:postfix:postfix"),
        (445, "microsoft-ds", "Samba smbd", "cpe:/a:samba:samba"),
        (3389, "ms-wbt-server", "Microsoft Terminal Services", "cpe:/o:microsoft:windows"),
        (8080, "http-proxy", "Apache Tomcat", "cpe:/a:apache:tomcat"),
        (9200, "elasticsearch", "Elasticsearch REST API", "cpe:/a:elasticsearch:elasticsearch"),
        (5900, "vnc", "VNC", "cpe:/a:realvnc:realvnc"),
    ];

    /// <param name="net">First octet.</param>
    /// <param name="start">Unix seconds of the scan.</param>
    /// <param name="changed">Each host whose number is a multiple of this has another version; 0 = none.</param>
    public static void Write(string path, int hosts, long start, int changed, int net = 10)
    {
        using var xml = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 16);
        xml.Write(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE nmaprun>\n<?xml-stylesheet href=\"file:///usr/bin/../share/nmap/nmap.xsl\" type=\"text/xsl\"?>\n"
        );
        xml.Write(
            string.Create(
                CultureInfo.InvariantCulture,
                $"<nmaprun scanner=\"nmap\" args=\"nmap -sV -oX - 10.0.0.0/16\" start=\"{start}\" version=\"7.93\" xmloutputversion=\"1.05\">\n"
            )
        );
        xml.Write(
            "<scaninfo type=\"syn\" protocol=\"tcp\" numservices=\"10000\" services=\"1-10000\"/>\n<verbose level=\"0\"/>\n<debugging level=\"0\"/>\n"
        );
        for (var host = 0; host < hosts; host++)
            WriteHost(xml, net, host, start + (host / 100), changed > 0 && host % changed == 0);
        xml.Write(
            string.Create(
                CultureInfo.InvariantCulture,
                $"<runstats><finished time=\"{start + 900}\" timestr=\"x\" summary=\"done\" elapsed=\"900\" exit=\"success\"/><hosts up=\"{hosts}\" down=\"0\" total=\"{hosts}\"/>\n</runstats>\n</nmaprun>\n"
            )
        );
    }

    private static void WriteHost(StreamWriter xml, int net, int host, long at, bool changed)
    {
        var (a, b) = (host / 256, host % 256);
        xml.Write(
            string.Create(
                CultureInfo.InvariantCulture,
                $"<host starttime=\"{at}\" endtime=\"{at}\"><status state=\"up\" reason=\"syn-ack\" reason_ttl=\"64\"/>\n<address addr=\"{net}.{a / 256}.{a % 256}.{b}\" addrtype=\"ipv4\"/>\n<hostnames>\n<hostname name=\"host-{a:x2}-{b:x2}.corp.example\" type=\"PTR\"/>\n</hostnames>\n"
            )
        );
        xml.Write(
            "<ports><extraports state=\"closed\" count=\"9992\">\n<extrareasons reason=\"reset\" count=\"9992\" proto=\"tcp\" ports=\"1-21,23-79,81-442,444-10000\"/>\n</extraports>\n"
        );
        for (var i = 0; i < 7 + (host % 2); i++)
        {
            var kind = Kinds[(host + (i * 5)) % Kinds.Length];
            var minor = ((host * 7) + i) % 40 + (changed && i == 0 ? 100 : 0);
            xml.Write(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<port protocol=\"tcp\" portid=\"{kind.Port}\"><state state=\"open\" reason=\"syn-ack\" reason_ttl=\"64\"/><service name=\"{kind.Name}\" product=\"{kind.Product}\" version=\"9.{minor}\" extrainfo=\"Debian 2+deb12u{minor % 5}; protocol 2.0\" ostype=\"Linux\" method=\"probed\" conf=\"10\"><cpe>{kind.Cpe}:9.{minor}</cpe><cpe>cpe:/o:linux:linux_kernel</cpe></service></port>\n"
                )
            );
        }
        xml.Write("</ports>\n<times srtt=\"114\" rttvar=\"2926\" to=\"100000\"/>\n</host>\n");
    }
}
