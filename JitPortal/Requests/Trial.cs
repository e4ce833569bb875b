namespace JitPortal.Requests;

/// <summary>"What would this do": one person, one service, and a draft of the policy or none.</summary>
/// <param name="Person">E-mail address.</param>
/// <param name="Service">An id, or <c>address:port/protocol</c>.</param>
/// <param name="Draft">The text that is being edited; null = the policy in force.</param>
public sealed record Trial(string Person, string Service, TimeSpan? Duration = null, string? Ticket = null, string? Draft = null);
