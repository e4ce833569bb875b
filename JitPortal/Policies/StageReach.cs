using JitPortal.Policies.Model;

namespace JitPortal.Policies;

/// <summary>Whether enough different people can pass all stages of one request, and who is missing where they cannot.</summary>
/// <param name="given">Yeses that count already: who, and for which stage from 0.</param>
internal sealed class StageReach(
    StagePeople people,
    IReadOnlyList<Stage> stages,
    string? requesterId,
    string? managerId,
    IReadOnlyList<(string UserId, int Stage)> given
)
{
    /// <summary>Null when they can; else why not, to follow "Nobody could approve this:".</summary>
    public string? WhyNobody()
    {
        for (var i = 0; i < stages.Count; i++)
        {
            if (Missing(i) is var missing && missing > 0 && Free(i).Count < missing)
                return WhyNot(i, missing);
        }

        return Assign() ? null : "its stages need different people, and there are too few of them for all stages together";
    }

    /// <summary>
    /// Stages that their own people cannot pass and those whom they escalate to can, with these asked too. NB. Where nobody else is left,
    /// waiting for the time of the escalation would change nothing.
    /// </summary>
    /// <returns>All stages, and in words who is asked that was not asked before.</returns>
    public (IReadOnlyList<Stage> Stages, IReadOnlyList<string> Added) Escalated()
    {
        List<Stage> escalated =
        [
            .. stages.Select((s, i) => Missing(i) is var missing && missing > 0 && Free(i).Count < missing ? s.Escalated() : s),
        ];
        var added = escalated
            .SelectMany((s, i) => s.Approvers.Except(stages[i].Approvers))
            .Select(a => a.ToWords())
            .Distinct(StringComparer.Ordinal);
        return (escalated, [.. added]);
    }

    private int Missing(int stage) => stages[stage].Needed - given.Count(g => g.Stage == stage);

    private List<NamedPerson> Free(int stage) =>
        [
            .. people
                .Able(stages[stage], requesterId, managerId)
                .Where(p => given.All(g => !string.Equals(g.UserId, p.UserId, StringComparison.Ordinal))),
        ];

    private string WhyNot(int stage, int missing)
    {
        var free = Free(stage);
        var asks = string.Join(" or ", stages[stage].Approvers.Select(a => a.ToWords()));
        var which = stages.Count > 1 ? $"stage {Counting.Of(stage + 1)} of {Counting.Of(stages.Count)}" : "it";
        if (free.Count > 0)
            return $"{which} needs {Counting.Of(missing)} different people ({asks}), but only {Counting.Of(free.Count)} can decide: {string.Join(", ", free.Select(p => p.Name))}";
        var reasons = stages[stage]
            .Approvers.Select(a => people.Named(a, requesterId, managerId).WhyNobody())
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return reasons.Count == 0
            ? $"{which} needs {asks}, but everybody who could decide has approved already, and one person counts once"
            : $"{which} needs {(asks.Length > 0 ? asks : "somebody")}, but {string.Join("; ", reasons)}";
    }

    /// <summary>
    /// Different people for every yes that is missing, by augmenting paths. A stage with more people than are needed in all can always be
    /// filled, so longer lists are cut: a portal where everybody approves costs no more.
    /// </summary>
    private bool Assign()
    {
        var seats = Enumerable.Range(0, stages.Count).SelectMany(i => Enumerable.Repeat(i, Math.Max(0, Missing(i)))).ToList();
        var candidates = Enumerable.Range(0, stages.Count).Select(i => Free(i).Take(seats.Count).Select(p => p.UserId).ToList()).ToList();
        var seatOf = new Dictionary<string, int>(StringComparer.Ordinal);
        return Enumerable.Range(0, seats.Count).All(seat => Seat(seat, new HashSet<string>(StringComparer.Ordinal)));

        bool Seat(int seat, HashSet<string> tried)
        {
            foreach (var person in candidates[seats[seat]])
            {
                if (!tried.Add(person) || (seatOf.TryGetValue(person, out var taken) && !Seat(taken, tried)))
                    continue;
                seatOf[person] = seat;
                return true;
            }

            return false;
        }
    }
}
