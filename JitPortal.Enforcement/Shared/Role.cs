namespace JitPortal.Shared;

/// <summary>What a person may do in the portal. Stored by these names as ASP.NET Core Identity roles.</summary>
[Flags]
public enum Role
{
    None = 0,

    /// <summary>Asks for access and uses it.</summary>
    Requester = 1,

    /// <summary>Decides on requests that a policy puts before them.</summary>
    Approver = 2,

    /// <summary>Runs the portal: scans, policies, grants of others.</summary>
    Operator = 4,

    /// <summary>Reads everything, changes nothing.</summary>
    Auditor = 8,

    /// <summary>Manages people, groups and tokens. Has no say in requests by this role.</summary>
    Admin = 16,

    Any = Requester | Approver | Operator | Auditor | Admin,
}
