using System.Buffers.Binary;
using System.Net;
using JitPortal.Enforcement.Nftables.Cutting;
using JitPortal.Enforcement.Probing;

namespace JitPortal.Enforcement.Nftables.Vantages;

/// <summary>Reads the answer to a connection's first segment out of a packet. Pure.</summary>
internal static class ProbeReply
{
    private const byte Tcp = 6;
    private const byte IcmpFour = 1;
    private const byte IcmpSix = 58;
    private const byte UnreachableFour = 3;
    private const byte UnreachableSix = 1;
    private const int IcmpHeader = 8;

    /// <summary>Null when the packet is about something else.</summary>
    public static ConnectAnswer? Read(ReadOnlySpan<byte> packet, IPEndPoint asker, IPEndPoint asked)
    {
        if (Head(packet) is not var (from, to, protocol, at) || !to.Equals(asker.Address))
            return null;
        var rest = packet[at..];
        if (protocol == Tcp)
            return from.Equals(asked.Address) && rest.Length >= 14 && Port(rest) == asked.Port && Port(rest[2..]) == asker.Port
                ? Of(rest[13])
                : null;
        // NB. The refusal names the packet that it is about; whoever sends it (a firewall) may have any address.
        var unreachable = protocol switch
        {
            IcmpFour => UnreachableFour,
            IcmpSix => UnreachableSix,
            _ => (byte)0,
        };
        if (unreachable == 0 || rest.Length < IcmpHeader || rest[0] != unreachable)
            return null;
        var about = rest[IcmpHeader..];
        if (Head(about) is not var (source, target, inner, inside) || inner != Tcp || about.Length < inside + 4)
            return null;
        about = about[inside..];
        return source.Equals(asker.Address) && target.Equals(asked.Address) && Port(about) == asker.Port && Port(about[2..]) == asked.Port
            ? ConnectAnswer.Unreachable
            : null;
    }

    /// <summary>What the next segment of the connection that this one began has to carry.</summary>
    public static uint SequenceAfter(ReadOnlySpan<byte> syn) => BinaryPrimitives.ReadUInt32BigEndian(syn[(syn.Length - 16)..]) + 1;

    private static ConnectAnswer? Of(byte flags) =>
        (flags & BareSegment.Reset) != 0 ? ConnectAnswer.Refused
        : (flags & (BareSegment.Syn | BareSegment.Ack)) == (BareSegment.Syn | BareSegment.Ack) ? ConnectAnswer.Accepted
        : null;

    private static (IPAddress From, IPAddress To, byte Protocol, int Length)? Head(ReadOnlySpan<byte> packet) =>
        packet switch
        {
            { Length: >= 20 } when packet[0] >> 4 == 4 && (packet[0] & 15) * 4 is var length && length >= 20 && packet.Length >= length => (
                new IPAddress(packet[12..16]),
                new IPAddress(packet[16..20]),
                packet[9],
                length
            ),
            { Length: >= 40 } when packet[0] >> 4 == 6 => (new IPAddress(packet[8..24]), new IPAddress(packet[24..40]), packet[6], 40),
            _ => null,
        };

    private static int Port(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
