using System.Globalization;
using JitPortal.Data;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using JitPortal.Timers;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Requests;

/// <summary>One timer a waiting request, at the moment it lapses. The sweep finds what a timer missed.</summary>
internal sealed class RequestTimers(IDbContextFactory<PortalDb> contexts, RequestLapses lapses) : ITimerKind
{
    public const string Kind = "requests";

    public string Name => Kind;

    public async Task<IReadOnlyDictionary<string, TimerTime>> WantedAsync(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var waiting = await db
            .Requests.Where(r => r.State == RequestState.Pending)
            .Select(r => new { r.Id, r.PendingUntil })
            .ToListAsync(ct);
        return waiting.ToDictionary(r => r.Id.ToString(), r => TimerTime.At(r.PendingUntil), StringComparer.Ordinal);
    }

    public async Task RingAsync(string id, CancellationToken ct)
    {
        if (RequestId.TryParse(id, CultureInfo.InvariantCulture, out var request))
            await lapses.LapseAsync(request, ct);
    }
}
