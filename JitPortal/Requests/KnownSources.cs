using System.Net;
using System.Net.Sockets;
using JitPortal.Data;
using JitPortal.Identity;
using JitPortal.Inventory;
using JitPortal.Journal;
using JitPortal.Policies.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Requests;

/// <summary>From where a person is known to come: this connection, earlier requests and the sign-ins of the last months.</summary>
internal static class KnownSources
{
    /// <summary>Addresses change hands; who came from one longer ago need not be who comes from it now.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(90);

    public static async Task<SourceFacts> LookAsync(
        PortalDb db,
        string userId,
        IPAddress? connection,
        IPAddress source,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (connection is not null && AddressText.SortKey(connection).Equals(AddressText.SortKey(source), StringComparison.Ordinal))
            return new SourceFacts(true);
        var since = now - Remembered;
        var (came, cameMapped) = Written("CameFrom", source);
        var (signed, signedMapped) = Written("source", source);
        var person = Subjects.Person(userId);
        var signIns = db.Journal.Where(e =>
            e.Type == SignedIn.Type && e.At >= since && (e.Data.Contains(signed) || e.Data.Contains(signedMapped))
        );
        var requests = db.Requests.Where(r => r.CreatedAt >= since && (r.Facts.Contains(came) || r.Facts.Contains(cameMapped)));
        // NB. Each of the two looks at what is this person's alone, by an index.
        if (await signIns.AnyAsync(e => e.Subject == person, ct) || await requests.AnyAsync(r => r.RequesterId == userId, ct))
            return new SourceFacts(true);
        // NB. A person's address names no site: a host with it anywhere is a host.
        if (await HostAddresses.HostsAsync(db, source, null, ct) is [var host, ..])
            return new SourceFacts(
                false,
                host.Hostnames.Count > 0 ? $"the host {host.Hostnames[0]} in the inventory" : "a host in the inventory"
            );
        var other =
            await signIns.Where(e => e.Subject != person).OrderByDescending(e => e.Seq).Select(e => e.Actor).FirstOrDefaultAsync(ct)
            ?? await requests.Where(r => r.RequesterId != userId).Select(r => r.RequesterEmail).FirstOrDefaultAsync(ct);
        return new SourceFacts(false, other is null ? null : $"an address that {other} comes from");
    }

    /// <summary>How it stands in the JSON: as itself, or as a listener on both families writes it.</summary>
    private static (string Plain, string Mapped) Written(string field, IPAddress source) =>
        (
            $"\"{field}\":\"{source}\"",
            $"\"{field}\":\"{(source.AddressFamily == AddressFamily.InterNetwork ? source.MapToIPv6() : source)}\""
        );
}
