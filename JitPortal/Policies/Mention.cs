using JitPortal.Policies.Model;

namespace JitPortal.Policies;

/// <summary>One thing that a policy text names, with its place.</summary>
internal sealed record Mention(MentionKind Kind, string Name, string Field, int Line, int Column, Stage? Stage = null)
{
    /// <summary>Written as earlier versions wrote "everybody with the role Approver".</summary>
    public bool IsFormerWord => Kind == MentionKind.Approvers && new ApproverSpec(ApproverKind.Group, Name).IsFormerWordForEveryApprover;

    public Shared.Problem Say(string sentence) => new(Field, sentence, Line, Column);
}
