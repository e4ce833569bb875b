using JitPortal.Policies.Model;

namespace JitPortal.Requests.Model;

/// <summary>
/// Counts yeses against the stages. A person counts once in a whole request, in whichever groups they are; a yes counts for the stage
/// that was being asked when it was given. Where that was not kept, the order of the yeses tells.
/// </summary>
/// <param name="Stage">The stage that is being asked, from 0; the number of stages when all agreed.</param>
/// <param name="Missing">How many different people that stage still needs.</param>
public readonly record struct ApprovalTally(int Stage, int Missing)
{
    public bool Complete => Missing == 0;

    /// <param name="agreed">Ids of those who agreed; a repeated one counts once.</param>
    public static ApprovalTally Of(IReadOnlyList<Stage> stages, IEnumerable<string> agreed) =>
        Of(stages, agreed.Select(id => (id, (int?)null)));

    /// <param name="agreed">Who agreed, and for which stage.</param>
    public static ApprovalTally Of(IReadOnlyList<Stage> stages, IEnumerable<(string Id, int? Stage)> agreed)
    {
        var missing = stages.Select(s => s.Needed).ToArray();
        foreach (
            var stage in StagesOf(stages, [.. agreed.DistinctBy(a => a.Id, StringComparer.Ordinal).Select(a => a.Stage)])
                .Where(s => s < stages.Count)
        )
            missing[stage]--;
        var asked = Array.FindIndex(missing, m => m > 0);
        return asked < 0 ? new ApprovalTally(stages.Count, 0) : new ApprovalTally(asked, missing[asked]);
    }

    /// <summary>The stage of each yes: the one that was kept with it, or the first that it found not yet full.</summary>
    public static IReadOnlyList<int> StagesOf(IReadOnlyList<Stage> stages, IReadOnlyList<int?> kept)
    {
        var missing = stages.Select(s => s.Needed).ToArray();
        var found = new int[kept.Count];
        for (var i = 0; i < kept.Count; i++)
        {
            var open = kept[i] ?? Array.FindIndex(missing, m => m > 0);
            found[i] = open < 0 ? stages.Count : open;
            if (found[i] < stages.Count)
                missing[found[i]]--;
        }

        return found;
    }
}
