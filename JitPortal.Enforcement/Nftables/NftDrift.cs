using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Nftables;

/// <summary>What at the kernel no grant explains. Pure.</summary>
internal static class NftDrift
{
    /// <param name="left">What this portal left there, by tuple; null before it has put anything there, when old work of ours counts as explained.</param>
    /// <param name="wanted">What should be there now.</param>
    public static IReadOnlyList<Drift> Between(
        IReadOnlyDictionary<NftTuple, NftMark>? left,
        IReadOnlyList<NftElement> listed,
        IReadOnlyDictionary<NftTuple, NftMark> wanted,
        DateTimeOffset now
    )
    {
        var drift = new List<Drift>();
        foreach (var element in listed)
            if (Strange(element, left, now) is var (kind, sentence))
                drift.Add(
                    new Drift(
                        kind,
                        sentence,
                        element.ToString(),
                        wanted.TryGetValue(element.Tuple, out var mark) ? mark.Comment : null,
                        now,
                        element.Mark?.Grants[0]
                    )
                );
        var there = listed.Select(e => e.Tuple).ToHashSet();
        foreach (var (tuple, mark) in left ?? new Dictionary<NftTuple, NftMark>())
            if (!there.Contains(tuple) && mark.Deadline - now > NftPlan.Slack)
                drift.Add(
                    new Drift(
                        "rule-deleted",
                        $"Somebody deleted the element that lets {tuple.Source} to {tuple.Endpoint}{(wanted.ContainsKey(tuple) ? "; it was put back" : "")}.",
                        null,
                        wanted.TryGetValue(tuple, out var again) ? again.Comment : null,
                        now,
                        mark.Grants[0]
                    )
                );
        return drift;
    }

    private static (string Kind, string Sentence)? Strange(
        NftElement element,
        IReadOnlyDictionary<NftTuple, NftMark>? left,
        DateTimeOffset now
    )
    {
        var what = $"{element.Tuple.Source} to {element.Tuple.Service} {element.Tuple.Port}/{element.Tuple.Protocol}";
        if (element.Expires is not { } expires)
            return ("permanent-rule", $"An element without an end let {what} for ever; it was removed.");
        if (element.Mark is not { } mark)
            return ("foreign-rule", $"An element that the portal did not make let {what}; it was removed.");
        if (left is not null && (!left.TryGetValue(element.Tuple, out var ours) || !ours.Equals(mark)))
            return (
                "foreign-rule",
                $"An element that claims to be the portal's let {what}, but the portal did not make it; it was put right."
            );
        return expires > NftPlan.Longest + NftPlan.Slack || expires > mark.Deadline - now + NftPlan.Slack
            ? ("timeout-changed", $"The kernel would have let {what} longer than any grant; the end was put right.")
            : null;
    }
}
