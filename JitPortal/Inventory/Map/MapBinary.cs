using System.Buffers.Binary;
using System.Net;
using System.Text;
using JitPortal.Shared;

namespace JitPortal.Inventory.Map;

/// <summary>
/// The map as bytes for the browser, 12 a host; 65,536 hosts are 0.8 MB before compression. Little endian, addresses in network order.
/// <code>
/// header 40:  0 "JPM1"  4 u16 header size  6 u8 network size  7 u8 host size  8 u32 networks  12 u32 hosts  16 u32 IPv6 ids
///             20 u8 classes  24 i64 as of, Unix ms (0 = empty)  32 u32 length of the strings  36 u32 epoch of the networks
/// networks 32: 0 16 bytes first address (IPv4 as ::ffff:a.b.c.d)  16 u8 prefix  17 u8 family  18 u8 bits  20 u32 first host
///              24 u32 hosts  28 u32 name; bits: 1 only found hosts are drawn, 2 the string behind the name is the site, else it is the main one
/// hosts 12:    0 u16 IPv4: offset in the network, IPv6: ordinal  2 u8 sensitivity  3 u8 flags  4 u16 classes  6 u16 open services  8 u16 hours
///              10 u8 finding  11 u8 kind
/// IPv6 ids 8:  u64 low half of the address, in host order
/// classes 8:   0 u8 sensitivity  4 u32 label
/// strings:     u16 length and UTF-8; names and labels are offsets into them
/// </code>
/// </summary>
internal static class MapBinary
{
    private const int HeaderSize = 40;
    private const int NetworkSize = 32;
    private const int HostSize = 12;
    private const int ClassSize = 8;
    private const int FoundOnly = 1;
    private const int HasSite = 2;

    public static byte[] Pack(MapPicture picture)
    {
        using var strings = new MemoryStream();
        var hosts = picture.Networks.Sum(n => n.Hosts.Count);
        var ids = picture.Networks.Where(n => n.Family == 6).Sum(n => n.Hosts.Count);
        var names = picture.Networks.Select(n => Put(strings, n)).ToList();
        var labels = picture.Classes.Select(c => Put(strings, c.Label)).ToList();
        var bytes = new byte[
            HeaderSize
                + (picture.Networks.Count * NetworkSize)
                + (hosts * HostSize)
                + (ids * 8)
                + (picture.Classes.Count * ClassSize)
                + strings.Length
        ];
        WriteHeader(bytes, picture, hosts, ids, (int)strings.Length);
        var networkAt = HeaderSize;
        var hostAt = networkAt + (picture.Networks.Count * NetworkSize);
        var idAt = hostAt + (hosts * HostSize);
        var classAt = idAt + (ids * 8);
        var first = 0;
        for (var i = 0; i < picture.Networks.Count; i++)
        {
            var network = picture.Networks[i];
            WriteNetwork(bytes.AsSpan(networkAt), network, first, names[i]);
            networkAt += NetworkSize;
            first += network.Hosts.Count;
            var start = BinaryPrimitives.ReadUInt128BigEndian(bytes.AsSpan(networkAt - NetworkSize));
            for (var ordinal = 0; ordinal < network.Hosts.Count; ordinal++, hostAt += HostSize)
            {
                var low = WriteHost(bytes.AsSpan(hostAt), network.Hosts[ordinal], network.Family == 6 ? null : start, ordinal);
                if (network.Family != 6)
                    continue;
                BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(idAt), low);
                idAt += 8;
            }
        }
        for (var i = 0; i < labels.Count; i++, classAt += ClassSize)
        {
            bytes[classAt] = (byte)picture.Classes[i].Sensitivity;
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(classAt + 4), labels[i]);
        }
        strings.ToArray().CopyTo(bytes.AsSpan(classAt));
        return bytes;
    }

    private static void WriteHeader(Span<byte> bytes, MapPicture picture, int hosts, int ids, int strings)
    {
        "JPM1"u8.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], HeaderSize);
        (bytes[6], bytes[7]) = (NetworkSize, HostSize);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], picture.Networks.Count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], hosts);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], ids);
        bytes[20] = (byte)picture.Classes.Count;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[24..], picture.AsOf?.ToUnixTimeMilliseconds() ?? 0);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[32..], strings);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[36..], picture.Epoch);
    }

    private static void WriteNetwork(Span<byte> bytes, MapNetwork network, int first, int name)
    {
        var slash = network.Cidr.IndexOf('/', StringComparison.Ordinal);
        BinaryPrimitives.WriteUInt128BigEndian(bytes, AddressText.ToNumber(IPAddress.Parse(network.Cidr.AsSpan(0, slash))));
        bytes[16] = byte.Parse(network.Cidr.AsSpan(slash + 1), System.Globalization.CultureInfo.InvariantCulture);
        bytes[17] = (byte)network.Family;
        bytes[18] = (byte)((network.FoundOnly ? FoundOnly : 0) | (IsElsewhere(network) ? HasSite : 0));
        BinaryPrimitives.WriteInt32LittleEndian(bytes[20..], first);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[24..], network.Hosts.Count);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[28..], name);
    }

    /// <param name="first">First address of an IPv4 network; null for IPv6.</param>
    private static ulong WriteHost(Span<byte> bytes, MapHost host, UInt128? first, int ordinal)
    {
        var number = AddressText.ToNumber(IPAddress.Parse(SiteName.Split(host.A).Local));
        BinaryPrimitives.WriteUInt16LittleEndian(
            bytes,
            first is { } start ? (ushort)(number - start) : (ushort)Math.Min(ordinal, ushort.MaxValue)
        );
        (bytes[2], bytes[3]) = ((byte)host.S, (byte)host.F);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], (ushort)host.C);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[6..], (ushort)host.N);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[8..], (ushort)host.H);
        (bytes[10], bytes[11]) = ((byte)host.W, (byte)host.K);
        return (ulong)number;
    }

    private static bool IsElsewhere(MapNetwork network) => network.Site != SiteName.Main;

    private static int Put(MemoryStream strings, MapNetwork network)
    {
        var at = Put(strings, network.Name);
        if (IsElsewhere(network))
            Put(strings, network.Site);
        return at;
    }

    private static int Put(MemoryStream strings, string text)
    {
        var at = (int)strings.Length;
        var utf8 = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)utf8.Length);
        strings.Write(length);
        strings.Write(utf8);
        return at;
    }
}
