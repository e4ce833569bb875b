namespace JitPortal.Policies.Model;

/// <summary>The heading of a verdict.</summary>
internal static class VerdictSummary
{
    public static string Of(Verdict verdict) =>
        verdict.Decision switch
        {
            PolicyDecision.Allow => "Approved automatically.",
            PolicyDecision.Ask when verdict.ApprovalsNeeded == 1 => "One person will be asked.",
            PolicyDecision.Ask => $"{Counting.Capital(verdict.ApprovalsNeeded)} people must approve.",
            _ when verdict.OnlyInputIsWrong => "Not ready to send yet.",
            _ => "Policy does not allow this.",
        };
}
