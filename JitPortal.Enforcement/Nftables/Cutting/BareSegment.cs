using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace JitPortal.Enforcement.Nftables.Cutting;

/// <summary>A TCP segment without data or options, as a whole IP packet with an origin of one's choice.</summary>
internal static class BareSegment
{
    public const byte Syn = 2;
    public const byte Reset = 4;
    public const byte Ack = 16;
    private const byte Tcp = 6;
    private const int TcpLength = 20;

    /// <summary>A connection's first segment, with a sequence number that nobody guesses.</summary>
    public static byte[] WriteSyn(IPEndPoint from, IPEndPoint to) =>
        Write(from, to, Syn, BinaryPrimitives.ReadUInt32BigEndian(RandomNumberGenerator.GetBytes(4)));

    public static byte[] Write(IPEndPoint from, IPEndPoint to, byte flags, uint sequence)
    {
        var four = from.AddressFamily == AddressFamily.InterNetwork;
        var packet = new byte[(four ? 20 : 40) + TcpLength];
        var tcp = packet.AsSpan(four ? 20 : 40);
        var (source, target) = (from.Address.GetAddressBytes(), to.Address.GetAddressBytes());
        if (four)
        {
            packet[0] = 0x45;
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
            (packet[8], packet[9]) = (64, Tcp);
            source.CopyTo(packet, 12);
            target.CopyTo(packet, 16);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), Checksum(packet.AsSpan(0, 20)));
        }
        else
        {
            packet[0] = 0x60;
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), TcpLength);
            (packet[6], packet[7]) = (Tcp, 64);
            source.CopyTo(packet, 8);
            target.CopyTo(packet, 24);
        }

        BinaryPrimitives.WriteUInt16BigEndian(tcp, (ushort)from.Port);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], (ushort)to.Port);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], sequence);
        (tcp[12], tcp[13]) = (TcpLength / 4 << 4, flags);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], 1024);
        byte[] pseudo = [.. source, .. target, 0, Tcp, 0, TcpLength, .. tcp];
        BinaryPrimitives.WriteUInt16BigEndian(tcp[16..], Checksum(pseudo));
        return packet;
    }

    /// <summary>Where to hand the packet. NB. Raw IPv6 sockets take the port for a protocol number and refuse others.</summary>
    public static IPEndPoint Destination(IPEndPoint to) => new(to.Address, 0);

    /// <summary>RFC 1071. All lengths here are even.</summary>
    private static ushort Checksum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (var i = 0; i + 1 < bytes.Length; i += 2)
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]);
        while (sum >> 16 != 0)
            sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~sum;
    }
}
