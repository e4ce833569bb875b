namespace JitPortal.Api;

/// <summary>Marks a call whose answer is a secret: it is never stored, so an Idempotency-Key does not bring it back.</summary>
internal sealed class NotRemembered;
