using JitPortal.Policies.Model;

namespace JitPortal.Requests.Model;

/// <summary>
/// Counts yeses against the stages, in order. A person counts once in a whole request, in whichever groups they are; a yes counts for
/// the stage that was being asked when it was given, so the order of the yeses is all that is needed.
/// </summary>
/// <param name="Stage">The stage that is being asked, from 0; the number of stages when all agreed.</param>
/// <param name="Missing">How many different people that stage still needs.</param>
public readonly record struct ApprovalTally(int Stage, int Missing)
{
    public bool Complete => Missing == 0;

    /// <param name="agreed">Ids of those who agreed; a repeated one counts once.</param>
    public static ApprovalTally Of(IReadOnlyList<Stage> stages, IEnumerable<string> agreed)
    {
        var left = agreed.Distinct(StringComparer.Ordinal).Count();
        for (var i = 0; i < stages.Count; i++)
        {
            if (left < stages[i].Needed)
                return new ApprovalTally(i, stages[i].Needed - left);
            left -= stages[i].Needed;
        }

        return new ApprovalTally(stages.Count, 0);
    }
}
