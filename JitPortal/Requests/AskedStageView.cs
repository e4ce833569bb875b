namespace JitPortal.Requests;

/// <summary>One stage of asking, with the people of this moment.</summary>
/// <param name="Needed">How many different people must approve.</param>
/// <param name="Sentence">Who can, in words: <c>Ruben Hale, your manager, or one of 3 approvers</c>.</param>
/// <param name="Approvers">The same, one entry for each way to name somebody; empty when nobody can.</param>
/// <param name="People">Names of all who can.</param>
public sealed record AskedStageView(int Needed, string Sentence, IReadOnlyList<string> Approvers, IReadOnlyList<string> People);
