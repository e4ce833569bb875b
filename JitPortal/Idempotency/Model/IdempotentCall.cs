namespace JitPortal.Idempotency.Model;

/// <summary>A call that carried an <c>Idempotency-Key</c>, and what was answered, so that a repeat changes nothing.</summary>
public sealed class IdempotentCall
{
    public long Id { get; set; }

    public required string UserId { get; set; }

    public required string Key { get; set; }

    /// <summary>SHA-256 of method, path and body: the same key with another call is a mistake.</summary>
    public required string Fingerprint { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>HTTP status; null while the first call still runs; 0 where its effect stands and its answer is not known.</summary>
    public int? Status { get; set; }

    public string? Body { get; set; }
}
