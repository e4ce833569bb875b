namespace JitPortal.Policies.Model;

/// <summary>
/// One way to name who may decide: <c>owner</c>, <c>manager</c>, <c>group:dba</c>, <c>user:ann@example.org</c>, <c>role:Approver</c>.
/// </summary>
/// <param name="Name">
/// The group, the e-mail address, the role or, in a verdict, the group that owns the service; null where it is not bound.
/// </param>
public sealed record ApproverSpec(ApproverKind Kind, string? Name = null)
{
    /// <summary>
    /// The group by which earlier versions meant everybody with the role Approver. Now it is a group like any other, and old texts are
    /// rewritten where there is none of this name; see <see cref="EveryApprover"/>.
    /// </summary>
    public const string FormerlyEveryApprover = "approvers";

    private const string ApproverRole = "Approver";

    /// <summary>Everybody who holds the role Approver, so that a fresh install can decide.</summary>
    public static ApproverSpec EveryApprover { get; } = new(ApproverKind.Role, ApproverRole);

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
            "role" when name.Equals(ApproverRole, StringComparison.OrdinalIgnoreCase) => EveryApprover,
            _ => null,
        };
    }

    /// <summary>Written as earlier versions wrote "everybody with the role Approver".</summary>
    public bool IsFormerWordForEveryApprover =>
        Kind == ApproverKind.Group && string.Equals(Name, FormerlyEveryApprover, StringComparison.OrdinalIgnoreCase);

    /// <summary>Groups and addresses are compared without case.</summary>
    public bool Equals(ApproverSpec? other) =>
        other is not null && Kind == other.Kind && string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => HashCode.Combine(Kind, Name is null ? 0 : StringComparer.OrdinalIgnoreCase.GetHashCode(Name));

    /// <summary>As in the YAML form.</summary>
    public string ToText() =>
        Kind switch
        {
            ApproverKind.Owner => "owner",
            ApproverKind.Manager => "manager",
            ApproverKind.Group => $"group:{Name}",
            ApproverKind.Role => $"role:{Name}",
            _ => $"user:{Name}",
        };

    /// <summary>For people: <c>data-platform (owner)</c>, <c>the manager</c>, <c>group dba</c>, <c>ann@example.org</c>.</summary>
    public string ToWords() =>
        Kind switch
        {
            ApproverKind.Owner => Name is null ? "the owner" : $"{Name} (owner)",
            ApproverKind.Manager => "the requester's manager",
            ApproverKind.Role => "any approver",
            ApproverKind.Group => $"group {Name}",
            _ => Name ?? "",
        };
}

/// <summary>How a policy names the people who decide.</summary>
public enum ApproverKind
{
    /// <summary>Members of the group that owns the service.</summary>
    Owner,

    /// <summary>The requester's manager at the time of the decision.</summary>
    Manager,

    /// <summary>Members of a named group.</summary>
    Group,

    /// <summary>One named person.</summary>
    User,

    /// <summary>Everybody who holds the role; only Approver, since deciding needs that role.</summary>
    Role,
}
