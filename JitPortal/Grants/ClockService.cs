using JitPortal.Data;
using JitPortal.Grants.Model;
using JitPortal.Hosting;
using JitPortal.Journal;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Grants;

/// <summary>What operators see of the clock, and their word that a clock which was set back is right now.</summary>
public sealed class ClockService(
    IAuthority authority,
    JournaledWrite write,
    ClockTrust trust,
    TimeProvider time,
    GrantSignal signal,
    EndClock ends
)
{
    private const Role Deciders = Role.Operator | Role.Admin;
    private const int LongestReason = 500;

    public async Task<Outcome<ClockView>> GetAsync(Actor actor, CancellationToken ct)
    {
        var may = await authority.RequireAsync(actor, Deciders | Role.Auditor, GrantScopes.Read, ct);
        return may.Ok ? View() : may.Refusal;
    }

    /// <summary>
    /// The machine's clock counts from now on. Access that was open is ended: it was given until a moment of the other clock, and nobody
    /// knows how much of its time is left.
    /// </summary>
    public async Task<Outcome<ClockView>> AcceptAsync(Actor actor, string? reason, CancellationToken ct)
    {
        var may = await authority.RequireAsync(actor, Deciders, GrantScopes.Write, ct);
        if (!may.Ok)
            return may.Refusal;
        var why = TypedText.Block(reason);
        if (why.Length is 0 or > LongestReason)
            return Refusal.Invalid(
                "reason-missing",
                $"Say why the clock is right, in at most {LongestReason} characters.",
                new Problem("reason", "Say why.")
            );
        var written = await write.RunAsync<Unit>(
            actor,
            async (db, scope) =>
            {
                var wall = Wall;
                // A verb runs beside the portal, which alone knows of a step while it runs, and writes it down.
                if (trust.Sentence is null && !(actor.Kind == ActorKind.CommandLine && await ClockWatch.IsInDoubtAsync(db, wall, ct)))
                    return Refusal.Conflict(
                        "clock-trusted",
                        "Nothing is wrong with the clock, so there is nothing to accept, and no access was ended."
                    );
                await TryAgainAsync(db, wall, ct);
                var live = await db.Grants.Where(g => g.State == GrantState.Opening || g.State == GrantState.Open).ToListAsync(ct);
                foreach (var grant in live)
                    grant.End(
                        ClosingReason.Expired,
                        actor.Name,
                        "The clock was set back, so nobody knows how much of its time was left. Ask for it again.",
                        wall,
                        scope,
                        ends
                    );

                scope.Record(Subjects.Clock, new ClockAccepted(why, wall, scope.Now, live.Count));
                scope.AfterCommit(() =>
                {
                    (time as PortalClock)?.Accept();
                    signal.Wake();
                    return Task.CompletedTask;
                });
                return Unit.Done;
            },
            ct
        );
        return written.Ok ? View() : written.Refusal;
    }

    /// <summary>NB. The next tries were set by the other clock: they would not come for as long as it was set back.</summary>
    private static async Task TryAgainAsync(PortalDb db, DateTimeOffset wall, CancellationToken ct)
    {
        await db.GrantDoors.Where(d => d.NextAttemptAt > wall).ExecuteUpdateAsync(u => u.SetProperty(d => d.NextAttemptAt, wall), ct);
        await db.GrantDoors.Where(d => d.NextLookAt > wall).ExecuteUpdateAsync(u => u.SetProperty(d => d.NextLookAt, wall), ct);
        await db.Grants.Where(g => g.NextAttemptAt > wall).ExecuteUpdateAsync(u => u.SetProperty(g => g.NextAttemptAt, wall), ct);
    }

    private DateTimeOffset Wall => (time as PortalClock)?.Machine ?? time.GetUtcNow();

    private ClockView View() => new(trust.Sentence is null, time.GetUtcNow(), Wall, trust.OpensNothing is not null, trust.Sentence);
}

/// <summary>The portal's clock, and what it thinks of the machine's.</summary>
/// <param name="Trusted">The machine's clock can be right.</param>
/// <param name="Now">The time that deadlines are held by.</param>
/// <param name="System">What the machine's clock says.</param>
/// <param name="OpensNothing">Nothing is opened until the clock is right or accepted.</param>
/// <param name="Sentence">What is wrong, and what helps; null when nothing is.</param>
public sealed record ClockView(bool Trusted, DateTimeOffset Now, DateTimeOffset System, bool OpensNothing, string? Sentence);
