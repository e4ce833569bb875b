namespace JitPortal.Policies.Model;

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
