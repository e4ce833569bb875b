namespace JitPortal.Components.Controls;

/// <summary>One sentence of a verdict, word by word as the policy made it.</summary>
public sealed record ConditionLine(ConditionLook Look, string Sentence);
