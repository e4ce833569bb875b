using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Toolkit;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables;

/// <summary>
/// Makes the kernel's table what it should be, one run at a time, and remembers what it left there. It believes listings only: what it
/// reports as open was seen, what it reports as shut was seen to be gone.
/// </summary>
internal sealed class NftConvergence(NftTable table, TimeProvider time)
{
    /// <summary>A slow call must not end doors much too early.</summary>
    private static readonly TimeSpan LongestLag = TimeSpan.FromMilliseconds(500);

    private readonly EndedDoors _ended = new(time);
    private Dictionary<NftTuple, NftMark>? _left;
    private string? _rules;
    private string? _strangeRules;
    private TimeSpan _lag;

    public IReadOnlyDictionary<GrantId, KernelDoor> Standing { get; private set; } = new Dictionary<GrantId, KernelDoor>();

    /// <summary>The moment at which the kernel ends the next element, if any.</summary>
    public DateTimeOffset? NextEnd => Standing.Count == 0 ? null : Standing.Values.Min(s => s.Door.Deadline);

    public async Task<Outcome<Converged>> RunAsync(DesiredAccess desired, CancellationToken ct)
    {
        var listed = await table.ListAsync(ct);
        if (!listed.Ok)
            return listed.Refusal;
        var (before, now) = (listed.Value, time.GetUtcNow());
        var wanted = NftPlan.Wanted(desired, now);
        var drift = Drifted(before, wanted, now);
        var plan = NftPlan.Between(desired, before.Elements, now, _lag);
        var ended = plan.Removals.Concat(_left?.Keys.Where(t => !wanted.ContainsKey(t)) ?? []).Distinct().ToList();
        List<NftOrder> orders =
        [
            .. plan.Removals.Select(t => new NftOrder.Remove(t)),
            .. ended.Where(t => t.Protocol == "tcp").Select(t => new NftOrder.Cut(t)),
        ];

        Refusal? unguarded = null;
        if (before.IsThere && before.Rules != _rules)
            unguarded = (await table.ApplyAsync([new NftOrder.Guard()], ct)).Refusal;
        else if (!before.IsThere)
            // One transaction: rules without their elements would reset what is granted.
            orders.Insert(0, new NftOrder.Guard());
        if (unguarded is null)
            orders.AddRange(plan.Upserts.Select(u => new NftOrder.Upsert(u.Tuple, u.Lasts, u.Mark)));

        var after = before;
        IReadOnlyDictionary<NftTuple, int> cut = new Dictionary<NftTuple, int>();
        if (orders.Count > 0 || before.Rules != _rules)
        {
            if (orders.Count > 0)
            {
                var start = time.GetTimestamp();
                var applied = await table.ApplyAsync(orders, ct);
                var took = time.GetElapsedTime(start);
                _lag = took < LongestLag ? took : LongestLag;
                if (!applied.Ok)
                    return applied.Refusal;
                cut = applied.Value;
            }

            listed = await table.ListAsync(ct);
            if (!listed.Ok)
                return listed.Refusal;
            after = listed.Value;
        }

        if (unguarded is null)
            (_rules, _strangeRules) = (after.Rules, null);
        return Told(desired, before, after, wanted, cut, unguarded, drift);
    }

    private IReadOnlyList<Drift> Drifted(NftListing before, Dictionary<NftTuple, NftMark> wanted, DateTimeOffset now)
    {
        if (!before.IsThere)
            return _left is null
                ? []
                :
                [
                    new Drift(
                        "rules-missing",
                        "Somebody removed the table that guards; it was loaded again with all open grants.",
                        null,
                        NftRules.Table,
                        now
                    ),
                ];
        var drift = NftDrift.Between(_left, before.Elements, wanted, now);
        if (_rules is null || before.Rules == _rules || before.Rules == _strangeRules)
            return drift;
        // Told once, though it may take several tries to put right.
        _strangeRules = before.Rules;
        return
        [
            .. drift,
            new Drift(
                "rules-changed",
                "Somebody changed the rules that guard; they were loaded anew.",
                NftRulesDifference.Of(_rules, before.Rules),
                "the rules of the settings",
                now
            ),
        ];
    }

    private Converged Told(
        DesiredAccess desired,
        NftListing before,
        NftListing after,
        Dictionary<NftTuple, NftMark> wanted,
        IReadOnlyDictionary<NftTuple, int> cut,
        Refusal? unguarded,
        IReadOnlyList<Drift> drift
    )
    {
        var now = time.GetUtcNow();
        var there = after
            .Elements.Where(e => e.Expires is not null && e.Mark is { } mark && mark.Equals(wanted.GetValueOrDefault(e.Tuple)))
            .ToDictionary(e => e.Tuple, e => e.Mark!);
        var (standing, failed) = (new Dictionary<GrantId, KernelDoor>(), new List<DoorFailure>());
        foreach (var door in desired.ByGrant.Values.Where(d => d.Deadline > now))
            if (unguarded is null && there.ContainsKey(NftTuple.Of(door)))
                standing[door.Grant] = new KernelDoor(door, Standing.GetValueOrDefault(door.Grant)?.OpenedAt ?? now);
            else if (unguarded is not null)
                failed.Add(new DoorFailure(door.Grant, unguarded.Sentence));
            else if (door.Deadline - now < NftPlan.Shortest)
                failed.Add(new DoorFailure(door.Grant, "Less than a second of the grant's time is left.", Permanent: true));
            else
                failed.Add(new DoorFailure(door.Grant, "The kernel does not list the entry that was added; trying again."));

        var gone = Standing
            .Values.Select(s => s.Door)
            .Concat(_left is null ? before.Elements.SelectMany(Claimed) : [])
            .Where(d => !standing.ContainsKey(d.Grant) && (d.Deadline <= now || !desired.ByGrant.ContainsKey(d.Grant)))
            .DistinctBy(d => d.Grant)
            .ToList();
        var news = drift.Count > 0;
        foreach (var door in gone)
        {
            var tuple = NftTuple.Of(door);
            if (after.Elements.Any(e => e.Tuple == tuple && !there.ContainsKey(tuple)))
            {
                failed.Add(new DoorFailure(door.Grant, "The kernel still lists the entry that was removed; trying again."));
                continue;
            }

            var flows = there.ContainsKey(tuple) ? 0 : cut.GetValueOrDefault(tuple);
            _ended.Add(new ShutDoor(door.Grant, now, flows, 0, 0, door.Deadline <= now) { Stamp = time.GetTimestamp() }, door.Deadline);
            news = true;
        }

        foreach (var grant in standing.Keys)
            _ended.Reopened(grant);
        _ended.ForgetOld(desired);
        news |= standing.Keys.Any(g => !Standing.ContainsKey(g));
        // What vanished meanwhile is still ours: the next run finds it missing and says so.
        var vanished = _left?.Where(l => !there.ContainsKey(l.Key) && l.Value.Equals(wanted.GetValueOrDefault(l.Key))) ?? [];
        (_left, Standing) = (there.Concat(vanished).ToDictionary(), standing);
        return new Converged([.. standing.Values.Select(s => s.View())], _ended.All, failed, drift, news);
    }

    /// <summary>Doors of an element that a portal before this one left.</summary>
    private static IEnumerable<DesiredDoor> Claimed(NftElement element) =>
        element is { Expires: not null, Mark: { } mark }
            ? mark.Grants.Select(g => new DesiredDoor(g, element.Tuple.Source, element.Tuple.Endpoint, mark.Deadline))
            : [];
}

/// <summary>What a run of <see cref="NftConvergence"/> came to.</summary>
/// <param name="News">Something is different from the run before.</param>
internal sealed record Converged(
    IReadOnlyList<ObservedDoor> Open,
    IReadOnlyList<ShutDoor> Shut,
    IReadOnlyList<DoorFailure> Failed,
    IReadOnlyList<Drift> Drift,
    bool News
);

/// <summary>A grant's door that was seen at the kernel.</summary>
internal sealed record KernelDoor(DesiredDoor Door, DateTimeOffset OpenedAt)
{
    public ObservedDoor View() => ObservedDoor.AtService(Door, OpenedAt, []);
}
