using JitPortal.Components.Controls;
using JitPortal.Policies.Model;

namespace JitPortal.Components.Pages.Requests;

/// <summary>A verdict's sentences with the marks of the portal, the same on the form and on the approver's card.</summary>
internal static class VerdictLines
{
    public static ConditionLine Of(Condition condition) =>
        new(
            condition.Kind switch
            {
                ConditionKind.Satisfied => ConditionLook.Met,
                ConditionKind.Unsatisfied => ConditionLook.Refused,
                ConditionKind.Tightened => ConditionLook.Tightens,
                _ => ConditionLook.Unknown,
            },
            condition.Sentence
        );
}
