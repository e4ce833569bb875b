using JitPortal.Shared;

namespace JitPortal.Identity;

/// <summary>Somebody to add. Without a password an invitation is made, with which they choose one.</summary>
/// <param name="Groups">Groups that do not exist yet are made.</param>
/// <param name="Manager">E-mail address of the manager.</param>
public sealed record NewPerson(string Email, string Name, Role Roles, IReadOnlyList<string> Groups, string? Manager = null, string? Password = null);
