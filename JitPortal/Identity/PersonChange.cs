using JitPortal.Shared;

namespace JitPortal.Identity;

/// <summary>The whole of what an administrator edits of a person.</summary>
/// <param name="Manager">E-mail address; null or empty = nobody.</param>
/// <param name="Version">What <see cref="PersonView.Version"/> was when the edit began; null does not ask.</param>
public sealed record PersonChange(string Name, Role Roles, IReadOnlyList<string> Groups, string? Manager, string? Version = null);
