using Microsoft.AspNetCore.Identity;

namespace JitPortal.Identity.Model;

/// <summary>A person of the portal. Sign-in matters are Identity's; what the portal adds is below.</summary>
public sealed class User : IdentityUser
{
    /// <summary>Name that others see.</summary>
    public string Name { get; set; } = "";

    /// <summary>User id of the manager, who may be asked to approve.</summary>
    public string? ManagerId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Set when the person was disabled: no session, token or grant of theirs lives on.</summary>
    public DateTimeOffset? DisabledAt { get; set; }
}
