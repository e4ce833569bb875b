using System.Net;
using System.Net.Sockets;
using JitPortal.Data;
using JitPortal.Identity;
using JitPortal.Policies.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Requests;

/// <summary>From where a person is known to come: this connection, earlier requests and the sign-ins of the last months.</summary>
internal static class KnownSources
{
    /// <summary>Addresses change hands; who came from one longer ago need not be who comes from it now.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(90);

    public static async Task<SourceFacts> LookAsync(PortalDb db, string userId, IPAddress? connection, IPAddress source, DateTimeOffset now, CancellationToken ct)
    {
        if (connection is not null && AddressText.SortKey(connection).Equals(AddressText.SortKey(source), StringComparison.Ordinal))
            return new SourceFacts(true);
        var (text, since) = (source.ToString(), now - Remembered);
        var (came, signed, person) = ($"\"CameFrom\":\"{text}\"", $"\"source\":\"{text}\"", IdentityEvents.Person(userId));
        if (await db.Requests.AnyAsync(r => r.RequesterId == userId && r.CreatedAt >= since && r.Facts.Contains(came), ct)
            || await db.Journal.AnyAsync(e => e.Type == IdentityEvents.SignedIn && e.Subject == person && e.At >= since && e.Data.Contains(signed), ct))
            return new SourceFacts(true);
        var host = await db.Hosts.Where(h => h.Address == text).Select(h => new { h.Hostnames }).FirstOrDefaultAsync(ct);
        if (host is not null)
            return new SourceFacts(false, host.Hostnames.Count > 0 ? $"the host {host.Hostnames[0]} in the inventory" : "a host in the inventory");
        var other = await db.Journal.Where(e => e.Type == IdentityEvents.SignedIn && e.Subject != person && e.At >= since && e.Data.Contains(signed))
            .OrderByDescending(e => e.Seq).Select(e => e.Actor).FirstOrDefaultAsync(ct)
            ?? await db.Requests.Where(r => r.RequesterId != userId && r.CreatedAt >= since && r.Facts.Contains(came)).Select(r => r.RequesterEmail).FirstOrDefaultAsync(ct);
        return new SourceFacts(false, other is null ? null : $"an address that {other} comes from");
    }

    /// <summary>Why an address is not that of one machine; null when it is.</summary>
    public static string? WhyNoMachine(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return address.IsIPv6Multicast ? "is a multicast address" : address.Equals(IPAddress.IPv6Any) ? "stands for every address" : null;
        return address.GetAddressBytes()[0] switch
        {
            0 => "stands for every address",
            >= 224 and <= 239 => "is a multicast address",
            255 => "is a broadcast address",
            >= 240 => "is reserved",
            _ => null,
        };
    }
}
