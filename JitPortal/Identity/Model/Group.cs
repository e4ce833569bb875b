namespace JitPortal.Identity.Model;

/// <summary>A named set of people: owners of services, approvers, teams.</summary>
public sealed class Group
{
    public long Id { get; set; }

    /// <summary>Unique without case; stored in lower case.</summary>
    public required string Name { get; set; }
}
