using System.Net;
using JitPortal.Data;
using JitPortal.Grants.Model;
using JitPortal.Policies;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Requests;

/// <summary>Finds what somebody holds or waits for already, so that nobody is bothered twice without meaning it.</summary>
internal static class AskedAlready
{
    private static readonly List<GrantState> Live = [GrantState.Scheduled, GrantState.Opening, GrantState.Open];

    public static async Task<IReadOnlyList<ExistingAccess>> FindAsync(
        PortalDb db,
        string userId,
        IReadOnlyList<ServiceFacts> services,
        IPAddress source,
        DateTimeOffset? startAt,
        CancellationToken ct
    )
    {
        if (userId.Length == 0)
            return [];
        var ids = services.Select(s => s.ServiceId).ToList();
        var from = source.ToString();
        var grants = await db
            .Grants.AsNoTracking()
            .Where(g => g.HolderId == userId && Live.Contains(g.State) && ids.Contains(g.ServiceId))
            .Select(g => new
            {
                g.Id,
                g.ServiceId,
                g.State,
                g.Source,
                g.Deadline,
            })
            .ToListAsync(ct);
        var waiting = await db
            .Requests.AsNoTracking()
            .Include(r => r.Services)
            .Where(r => r.RequesterId == userId && r.State == RequestState.Pending && r.Services.Any(s => ids.Contains(s.ServiceId)))
            .ToListAsync(ct);
        var places = services.ToDictionary(s => s.ServiceId, s => s.Endpoint().ToString());
        return
        [
            .. grants.Select(g => new ExistingAccess(
                "grant",
                g.Id.ToString(),
                g.ServiceId,
                places[g.ServiceId],
                g.Deadline,
                g.State == GrantState.Open
                    ? $"You have access to {places[g.ServiceId]} already."
                    : $"Your access to {places[g.ServiceId]} is approved and about to open.",
                string.Equals(g.Source, from, StringComparison.Ordinal) && !(startAt >= g.Deadline)
            )),
            .. waiting.SelectMany(r =>
                r.Services.Where(s => ids.Contains(s.ServiceId))
                    .Select(s => new ExistingAccess(
                        "request",
                        r.Id.ToString(),
                        s.ServiceId,
                        places[s.ServiceId],
                        r.PendingUntil,
                        $"You asked for {places[s.ServiceId]} already; that request waits for an answer.",
                        string.Equals(r.Source, from, StringComparison.Ordinal) && r.StartAt == startAt
                    ))
            ),
        ];
    }

    /// <summary>The refusal of a second equal one; null when something asked for is new.</summary>
    public static Refusal? Refuse(IReadOnlyList<ExistingAccess> existing, IReadOnlyList<ServiceFacts> services)
    {
        var equal = existing.Where(e => e.Equal).ToList();
        if (equal.Count == 0 || !services.All(s => equal.Exists(e => e.ServiceId == s.ServiceId)))
            return null;
        var first = equal[0];
        return Refusal.Conflict(
            "asked-already",
            $"{first.Sentence} It is the {first.Kind} {first.Id}. To ask for a second one all the same, say so (“again”: true)."
        ) with
        {
            Problems = [.. equal.Select(e => new Problem("again", $"{e.Sentence} ({e.Kind} {e.Id})"))],
        };
    }
}
