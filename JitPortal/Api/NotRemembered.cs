namespace JitPortal.Api;

/// <summary>Marks a call that an Idempotency-Key does not cover: its answer is a secret, or its body a stream that changes nothing when it comes twice.</summary>
internal sealed class NotRemembered;
