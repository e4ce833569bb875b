namespace JitPortal.Grants.Model;

/// <summary>What can happen to a grant.</summary>
public enum GrantVerb
{
    /// <summary>Its start has come; the enforcement point is told to open.</summary>
    BeginOpening,

    /// <summary>The enforcement point did not open; it is tried again.</summary>
    RetryOpening,

    /// <summary>The enforcement point confirmed the open door; the clock runs from there.</summary>
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

    /// <summary>The door is shut.</summary>
    ConfirmClosed,
}
