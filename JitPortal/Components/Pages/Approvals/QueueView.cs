namespace JitPortal.Components.Pages.Approvals;

/// <summary>What the queue shows.</summary>
public enum QueueView
{
    /// <summary>What waits: first what this person can decide, then what waits for somebody else.</summary>
    ForMe,

    /// <summary>Everything, newest first.</summary>
    All,

    /// <summary>What is decided, newest first.</summary>
    Handled,
}
