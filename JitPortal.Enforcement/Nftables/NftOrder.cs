using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables;

/// <summary>
/// One line of <c>apply</c>, the only language in which anything privileged is said:
/// <c>upsert SRC DST PROTO PORT SECONDS ID</c>, <c>remove SRC DST PROTO PORT</c>, <c>cut SRC DST PROTO PORT</c>, and <c>guard</c>, which
/// loads the rules that the applier itself holds. NB. The applier reads it anew whoever wrote it: nothing of a line goes on that was
/// not understood, and no line can say what is protected or let an element stand for ever.
/// </summary>
internal abstract record NftOrder
{
    public sealed record Guard : NftOrder
    {
        public override string ToString() => "guard";
    }

    public sealed record Upsert(NftTuple Tuple, TimeSpan Lasts, NftMark Mark) : NftOrder
    {
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"upsert {Tuple} {Lasts.TotalSeconds:0.000} {Mark.Id}");
    }

    public sealed record Remove(NftTuple Tuple) : NftOrder
    {
        public override string ToString() => $"remove {Tuple}";
    }

    public sealed record Cut(NftTuple Tuple) : NftOrder
    {
        public override string ToString() => $"cut {Tuple}";
    }

    public static bool TryParse(string line, [NotNullWhen(true)] out NftOrder? order)
    {
        var words = line.Split(' ');
        order = words switch
        {
            ["guard"] => new Guard(),
            ["upsert", var source, var service, var protocol, var port, var seconds, var id]
                when protocol is "tcp" or "udp"
                    && TryTuple(source, service, protocol, port) is { } tuple
                    && TrySeconds(seconds) is { } lasts
                    && NftMark.FromId(id) is { } mark => new Upsert(tuple, lasts, mark),
            // A foreign element may have any protocol that nft can print.
            ["remove", var source, var service, var protocol, var port]
                when IsProtocol(protocol) && TryTuple(source, service, protocol, port) is { } tuple => new Remove(tuple),
            ["cut", var source, var service, "tcp", var port] when TryTuple(source, service, "tcp", port) is { } tuple => new Cut(tuple),
            _ => null,
        };
        return order is not null;
    }

    /// <summary>NB. Never below a tenth of a second, which would come near to zero, which is for ever; never above a day.</summary>
    private static TimeSpan? TrySeconds(string text) =>
        text.Length <= 12
        && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && seconds >= 0.1m
            ? TimeSpan.FromMilliseconds((double)decimal.Floor(Math.Min(seconds, 86_400) * 1000))
            : null;

    private static NftTuple? TryTuple(string source, string service, string protocol, string port) =>
        Address(source) is { } from
        && Address(service) is { } to
        && from.AddressFamily == to.AddressFamily
        && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number <= 65535
            ? new NftTuple(from, to, protocol, number)
            : null;

    /// <summary>Strict, but unlike the kernel's own reading it keeps an IPv4 address written as IPv6 in its family, so that a foreign element can be named.</summary>
    private static IPAddress? Address(string text) =>
        AddressText.TryParse(text, out _)
        && IPAddress.TryParse(text, out var address)
        && address.ToString() is var spelling
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || spelling == text)
            ? address
            : null;

    private static bool IsProtocol(string text) =>
        text.Length is > 0 and <= 16 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && text[0] != '-';
}
