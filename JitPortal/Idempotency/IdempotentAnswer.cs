namespace JitPortal.Idempotency;

/// <summary>What a remembered call answered.</summary>
public sealed record IdempotentAnswer(int Status, string Body);
