namespace JitPortal.Shared;

/// <summary>One thing that is wrong with an input: where (a field, or line and column counted from 1) and a sentence that says what to do.</summary>
public sealed record Problem(string Field, string Sentence, int? Line = null, int? Column = null);
