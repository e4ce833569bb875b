namespace JitPortal.Policies.Model;

/// <summary>The heading of a verdict.</summary>
internal static class VerdictSummary
{
    public static string Of(Verdict verdict) => verdict.Decision switch
    {
        PolicyDecision.Allow => "It opens by itself.",
        PolicyDecision.Ask when verdict.ApprovalsNeeded == 1 => "One person will be asked.",
        PolicyDecision.Ask => $"{Counting.Capital(verdict.ApprovalsNeeded)} people must agree.",
        _ when verdict.OnlyInputIsWrong => "Something has to change before this can be sent.",
        _ => "Policy refuses this.",
    };
}
