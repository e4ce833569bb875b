using JitPortal.Policies.Model;

namespace JitPortal.Policies;

/// <summary>One thing that a policy text names, with its place.</summary>
internal sealed record Mention(MentionKind Kind, string Name, string Field, int Line, int Column, Stage? Stage = null)
{
    /// <summary>Written as earlier versions wrote "everybody with the role Approver".</summary>
    public bool IsFormerWord => Kind == MentionKind.Approvers && new ApproverSpec(ApproverKind.Group, Name).IsFormerWordForEveryApprover;

    public Shared.Problem Say(string sentence) => new(Field, sentence, Line, Column);
}

/// <summary>What a policy text names and only the portal's people and settings can confirm.</summary>
internal enum MentionKind
{
    /// <summary>A group that requesters or glass breakers are in.</summary>
    Group,

    /// <summary>A group that is asked.</summary>
    Approvers,

    /// <summary>An e-mail address that is asked.</summary>
    Person,

    /// <summary>An enforcement point.</summary>
    Point,

    /// <summary>A whole stage.</summary>
    Stage,

    /// <summary>A whole rule, by its name.</summary>
    Rule,
}
