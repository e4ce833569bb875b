namespace JitPortal.Requests;

/// <summary>One fact when the request was made and now.</summary>
public sealed record FactChange(string Fact, string? Then, string? Now, bool Changed);
