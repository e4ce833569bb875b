using System.Text;
using JitPortal.Inventory.Model;
using JitPortal.Scanning.Reading;

namespace JitPortal.Tests.Scanning.Reading;

/// <summary>Short ways to read a text and to say what came out.</summary>
internal static class Reading
{
    public static List<ScanItem> Of(string text, ReaderOptions? options = null) => Of(Encoding.UTF8.GetBytes(text), options);

    public static List<ScanItem> Of(byte[] bytes, ReaderOptions? options = null)
    {
        using var stream = new MemoryStream(bytes);
        return [.. NmapXmlReader.Read(stream, options)];
    }

    public static string Host(string address, string inside = "") =>
        $"""<host><status state="up" reason="x"/><address addr="{address}" addrtype="ipv4"/>{inside}</host>""";

    public static string Port(int port, string inside = "") =>
        $"""<ports><port protocol="tcp" portid="{port}"><state state="open" reason="syn-ack"/>{inside}</port></ports>""";

    public static string Run(params string[] inside) =>
        $"<nmaprun scanner=\"nmap\" version=\"7.93\">\n{string.Join("\n", inside)}\n</nmaprun>";

    public static List<HostRecord> Hosts(this List<ScanItem> items) => [.. items.OfType<HostSeen>().Select(h => h.Host)];

    public static List<string> Addresses(this List<ScanItem> items) => [.. items.Hosts().Select(h => h.Address!.ToString())];

    public static ReadSummary Summary(this List<ScanItem> items) => Assert.IsType<ReadSummary>(items[^1]);

    public static List<ReadWarning> Warnings(this List<ScanItem> items) => [.. items.OfType<ReadWarning>()];
}
