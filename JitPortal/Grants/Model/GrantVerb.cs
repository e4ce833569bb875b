namespace JitPortal.Grants.Model;

/// <summary>What can happen to a grant.</summary>
public enum GrantVerb
{
    /// <summary>Its start has come; the enforcement point is told to open.</summary>
    BeginOpening,

    /// <summary>The enforcement point did not open; it is tried again.</summary>
    RetryOpening,

    /// <summary>One enforcement point confirmed its open door; others have not yet.</summary>
    OpenDoor,

    /// <summary>The last enforcement point confirmed the open door; the clock runs from there.</summary>
    ConfirmOpen,

    /// <summary>The door was opened anew before its deadline, after the portal had stopped.</summary>
    Reopen,

    /// <summary>The door could not be opened anew; it is tried again until the deadline.</summary>
    RetryReopening,

    /// <summary>The deadline moves, within the same grant.</summary>
    Extend,

    /// <summary>It was decided that it ends.</summary>
    Close,

    /// <summary>The door is not proved shut; it is tried again, for ever.</summary>
    RetryClosing,

    /// <summary>One door is shut; others are not yet.</summary>
    ShutDoor,

    /// <summary>The last door is shut.</summary>
    ConfirmClosed,
}
