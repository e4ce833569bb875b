namespace JitPortal.Policies.Model;

/// <summary>Who asks, as Identity knows them at this moment.</summary>
/// <param name="Groups">Compared without case.</param>
public sealed record RequesterFacts(string UserId, string Email, IReadOnlySet<string> Groups, string? ManagerId);
