namespace JitPortal.Requests.Model;

/// <summary>Who wants to decide, as Identity knows them at this moment.</summary>
/// <param name="IsApprover">Holds the role Approver.</param>
/// <param name="Groups">Compared without case.</param>
public sealed record ApproverRights(string UserId, string Email, IReadOnlySet<string> Groups, bool IsApprover);
