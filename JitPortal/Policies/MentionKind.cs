namespace JitPortal.Policies;

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
