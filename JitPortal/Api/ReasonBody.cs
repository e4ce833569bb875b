namespace JitPortal.Api;

/// <summary>The body of a verb that wants a reason.</summary>
internal sealed record ReasonBody(string? Reason);
