namespace JitPortal.Identity;

/// <summary>Who was added, and the invitation's code when no password was given. The code is shown once.</summary>
public sealed record AddedPerson(PersonView Person, string? InvitationCode);
