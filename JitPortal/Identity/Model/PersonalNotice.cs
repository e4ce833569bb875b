namespace JitPortal.Identity.Model;

/// <summary>Something that a person is told because they may not have done it themselves.</summary>
public sealed class PersonalNotice
{
    public Guid Id { get; set; }
    public required string UserId { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>What kind of thing, for programs, such as <c>new-device</c> or <c>sign-in-changed</c>.</summary>
    public required string Kind { get; set; }

    /// <summary>One line in words.</summary>
    public required string What { get; set; }

    /// <summary>Who did it, as the journal names them.</summary>
    public required string By { get; set; }

    /// <summary>Where it came from; null when unknown.</summary>
    public string? Address { get; set; }

    public DateTimeOffset? ReadAt { get; set; }
}
