using JitPortal.Shared;

namespace JitPortal.Identity;

/// <summary>A person as others see them.</summary>
public sealed record PersonView(
    string UserId,
    string Email,
    string Name,
    Role Roles,
    IReadOnlyList<string> Groups,
    string? ManagerId,
    bool Disabled
)
{
    /// <summary>Changes with every change of the entry; hand it back to find out whether somebody was faster.</summary>
    public string Version { get; init; } = "";

    /// <summary>A second factor is asked for after the password.</summary>
    public bool TwoFactor { get; init; }

    /// <summary>Neither a password nor a passkey yet: the invitation was not used.</summary>
    public bool Invited { get; init; }
}

/// <summary>Who was added, and the invitation's code when no password was given. The code is shown once.</summary>
public sealed record AddedPerson(PersonView Person, string? InvitationCode);

/// <summary>Somebody to add. Without a password an invitation is made, with which they choose one.</summary>
/// <param name="Groups">Groups that do not exist yet are made.</param>
/// <param name="Manager">E-mail address of the manager.</param>
public sealed record NewPerson(
    string Email,
    string Name,
    Role Roles,
    IReadOnlyList<string> Groups,
    string? Manager = null,
    string? Password = null
);

/// <summary>The whole of what an administrator edits of a person.</summary>
/// <param name="Manager">E-mail address; null or empty = nobody.</param>
/// <param name="Version">What <see cref="PersonView.Version"/> was when the edit began; null does not ask.</param>
public sealed record PersonChange(string Name, Role Roles, IReadOnlyList<string> Groups, string? Manager, string? Version = null);
