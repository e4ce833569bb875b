namespace JitPortal.Requests.Model;

/// <summary>What an approver said.</summary>
public enum DecisionKind
{
    Approve,
    Deny,
}
