using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace JitPortal.Shared;

/// <summary>Strict reading of IP addresses, and a text form that sorts as the addresses do.</summary>
public static class AddressText
{
    /// <summary>
    /// Reads an address only when it is written in full: four decimal octets, or IPv6 without a zone.
    /// NB. <see cref="IPAddress.TryParse(string?, out IPAddress?)"/> also takes <c>127.1</c>, <c>0x7f.1</c> and <c>2130706433</c>,
    /// which let a reader and a checker see two different places.
    /// </summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (string.IsNullOrEmpty(text) || text.Contains('%', StringComparison.Ordinal) || !IPAddress.TryParse(text, out var parsed))
            return false;
        if (parsed.AddressFamily == AddressFamily.InterNetwork && !string.Equals(parsed.ToString(), text, StringComparison.Ordinal))
            return false;
        if (parsed.AddressFamily == AddressFamily.InterNetworkV6 && (text.StartsWith('[') || !text.Contains(':', StringComparison.Ordinal)))
            return false;
        address = parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed;
        return true;
    }

    /// <summary>Why an address is not that of one machine; null when it is.</summary>
    public static string? WhyNoMachine(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return address.IsIPv6Multicast ? "is a multicast address"
                : address.Equals(IPAddress.IPv6Any) ? "stands for every address"
                : null;
        return address.GetAddressBytes()[0] switch
        {
            0 => "stands for every address",
            >= 224 and <= 239 => "is a multicast address",
            255 => "is a broadcast address",
            >= 240 => "is reserved",
            _ => null,
        };
    }

    /// <summary>As people call it: IPv4 or IPv6.</summary>
    public static string FamilyOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? "IPv4" : "IPv6";

    /// <summary>The address as a number; IPv4 is placed at <c>::ffff:a.b.c.d</c>, so both families share one order.</summary>
    public static UInt128 ToNumber(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    public static IPAddress FromNumber(UInt128 number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        var address = new IPAddress(bytes);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    /// <summary>32 lower-case hex digits: ordinal text order is address order, in every database.</summary>
    public static string SortKey(IPAddress address) => SortKey(ToNumber(address));

    public static string SortKey(UInt128 number) => number.ToString("x32", CultureInfo.InvariantCulture);
}
