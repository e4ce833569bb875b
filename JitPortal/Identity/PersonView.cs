using JitPortal.Shared;

namespace JitPortal.Identity;

/// <summary>A person as others see them.</summary>
public sealed record PersonView(string UserId, string Email, string Name, Role Roles, IReadOnlyList<string> Groups, string? ManagerId, bool Disabled)
{
    /// <summary>Changes with every change of the entry; hand it back to find out whether somebody was faster.</summary>
    public string Version { get; init; } = "";

    /// <summary>A second factor is asked for after the password.</summary>
    public bool TwoFactor { get; init; }

    /// <summary>Neither a password nor a passkey yet: the invitation was not used.</summary>
    public bool Invited { get; init; }
}
