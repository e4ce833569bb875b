namespace JitPortal.Requests;

/// <summary>The rule that judged a request, and the book's version.</summary>
public sealed record RequestPolicyView(string Name, int Version);
