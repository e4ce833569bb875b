namespace JitPortal.Requests;

/// <summary>One stage of asking, with the people of this moment.</summary>
/// <param name="Needed">How many different people must approve.</param>
/// <param name="Sentence">Who can, in words: <c>Ruben Hale, your manager, or one of 3 approvers</c>.</param>
/// <param name="Approvers">The same, one entry for each way to name somebody; empty when nobody can.</param>
/// <param name="People">Names of all who can.</param>
public sealed record AskedStageView(int Needed, string Sentence, IReadOnlyList<string> Approvers, IReadOnlyList<string> People)
{
    /// <summary>When those asked are reminded; null when they are not going to be.</summary>
    public DateTimeOffset? RemindAt { get; init; }

    /// <summary>When they were reminded.</summary>
    public DateTimeOffset? RemindedAt { get; init; }

    /// <summary>When <see cref="EscalateTo"/> is asked too; null when nobody is going to be.</summary>
    public DateTimeOffset? EscalateAt { get; init; }

    /// <summary>Who is asked too then, in words.</summary>
    public IReadOnlyList<string> EscalateTo { get; init; } = [];
}
