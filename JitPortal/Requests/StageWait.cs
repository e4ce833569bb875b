using JitPortal.Policies.Model;
using JitPortal.Requests.Model;

namespace JitPortal.Requests;

/// <summary>How long the stage that is being asked has waited, and what policy wants then.</summary>
/// <param name="Index">The stage, from 0.</param>
/// <param name="Since">When it began to be asked: with the request, or with the last yes of the stage before.</param>
/// <param name="RemindAt">When those asked are reminded; null when never, or when they were.</param>
/// <param name="EscalateAt">When others are asked too; null when never, or when they are.</param>
internal sealed record StageWait(int Index, Stage Stage, DateTimeOffset Since, DateTimeOffset? RemindAt, DateTimeOffset? EscalateAt)
{
    /// <summary>Null when no stage is being asked.</summary>
    public static StageWait? Of(AccessRequest request, IReadOnlyList<Stage> stages)
    {
        var index = request.Tally(stages).Stage;
        if (request.State != RequestState.Pending || index >= stages.Count)
            return null;
        var stage = stages[index];
        var since = request.Agreements(stages).Where(a => a.Stage < index).Select(a => a.Yes.At).Append(request.CreatedAt).Max();
        return new StageWait(
            index,
            stage,
            since,
            stage.RemindedAt is null ? At(stage.RemindAfter) : null,
            stage.NotYetAsked().Count > 0 ? At(stage.EscalateAfter) : null
        );

        // What comes after the request has lapsed never comes.
        DateTimeOffset? At(TimeSpan? after) => after < request.PendingUntil - since ? since + after : null;
    }

    /// <summary>What of it comes first after this moment.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset now) => new[] { RemindAt, EscalateAt }.Where(t => t > now).Min();
}
