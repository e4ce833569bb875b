namespace JitPortal.Policies.Model;

/// <summary>When a rule wants the second factor shown again.</summary>
public enum StepUpMoment
{
    Request,
    Approve,
}
