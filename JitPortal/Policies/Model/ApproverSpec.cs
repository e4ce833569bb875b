namespace JitPortal.Policies.Model;

/// <summary>One way to name who may decide: <c>owner</c>, <c>manager</c>, <c>group:dba</c>, <c>user:ann@example.org</c>.</summary>
/// <param name="Name">The group, the e-mail address, or, in a verdict, the group that owns the service; null where it is not bound.</param>
public sealed record ApproverSpec(ApproverKind Kind, string? Name = null)
{
    /// <summary>Everyone who holds the role Approver counts as a member of this group, so that a fresh install can decide.</summary>
    public const string EveryApprover = "approvers";

    public static ApproverSpec Owner { get; } = new(ApproverKind.Owner);

    public static ApproverSpec Manager { get; } = new(ApproverKind.Manager);

    public static ApproverSpec? Parse(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Equals("owner", StringComparison.OrdinalIgnoreCase))
            return Owner;
        if (trimmed.Equals("manager", StringComparison.OrdinalIgnoreCase))
            return Manager;
        var colon = trimmed.IndexOf(':', StringComparison.Ordinal);
        var name = trimmed[(colon + 1)..].Trim();
        if (colon < 0 || name.Length == 0)
            return null;
        return trimmed[..colon].ToLowerInvariant() switch
        {
            "group" => new ApproverSpec(ApproverKind.Group, name),
            "user" => new ApproverSpec(ApproverKind.User, name),
            _ => null,
        };
    }

    /// <summary>As in the YAML form.</summary>
    public string ToText() => Kind switch
    {
        ApproverKind.Owner => "owner",
        ApproverKind.Manager => "manager",
        ApproverKind.Group => $"group:{Name}",
        _ => $"user:{Name}",
    };

    /// <summary>For people: <c>data-platform (owner)</c>, <c>the manager</c>, <c>group dba</c>, <c>ann@example.org</c>.</summary>
    public string ToWords() => Kind switch
    {
        ApproverKind.Owner => Name is null ? "the owner" : $"{Name} (owner)",
        ApproverKind.Manager => "the requester's manager",
        ApproverKind.Group when string.Equals(Name, EveryApprover, StringComparison.OrdinalIgnoreCase) => "any approver",
        ApproverKind.Group => $"group {Name}",
        _ => Name ?? "",
    };
}
