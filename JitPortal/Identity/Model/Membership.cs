namespace JitPortal.Identity.Model;

/// <summary>One person in one group.</summary>
public sealed class Membership
{
    public long GroupId { get; set; }

    public required string UserId { get; set; }
}
