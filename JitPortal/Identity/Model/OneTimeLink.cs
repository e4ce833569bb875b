namespace JitPortal.Identity.Model;

/// <summary>A link that works once: first set-up, or an invitation to choose a password. Only its hash is kept.</summary>
public sealed class OneTimeLink
{
    public Guid Id { get; set; }

    /// <summary><c>setup</c> or <c>invitation</c>.</summary>
    public required string Purpose { get; set; }

    public string? UserId { get; set; }

    /// <summary>SHA-256 of the code, hex.</summary>
    public required string Hash { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? UsedAt { get; set; }
}
