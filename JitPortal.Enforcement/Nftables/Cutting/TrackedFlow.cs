using System.Globalization;
using System.Net;

namespace JitPortal.Enforcement.Nftables.Cutting;

/// <summary>A TCP connection as the router's connection tracking knows it.</summary>
internal sealed record TrackedFlow(IPEndPoint Client, IPEndPoint Server, bool Established)
{
    public NftTuple Tuple => new(Client.Address, Server.Address, "tcp", Server.Port);

    /// <summary>Reads a line of <c>conntrack -L</c>; null when it is none. The first of each field is the way the connection was made.</summary>
    public static TrackedFlow? Read(string line)
    {
        if (!line.StartsWith("tcp ", StringComparison.Ordinal))
            return null;
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return
            IPAddress.TryParse(First("src="), out var source)
            && IPAddress.TryParse(First("dst="), out var server)
            && ushort.TryParse(First("sport="), NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            && ushort.TryParse(First("dport="), NumberStyles.None, CultureInfo.InvariantCulture, out var to)
            ? new TrackedFlow(new IPEndPoint(source, from), new IPEndPoint(server, to), words.Contains("ESTABLISHED"))
            : null;

        string? First(string field) => words.FirstOrDefault(w => w.StartsWith(field, StringComparison.Ordinal))?[field.Length..];
    }
}
