namespace JitPortal.Enforcement.Gateway;

/// <summary>What a door said to a connection.</summary>
internal enum Admission
{
    Admitted,

    /// <summary>The door is shutting, or its time is over.</summary>
    Shut,

    /// <summary>It comes from another address than the grant's.</summary>
    Stranger,

    /// <summary>As many as may live at a time do: through this door or through all.</summary>
    Full,

    /// <summary>Too many came within a second.</summary>
    TooFast,

    /// <summary>The machine has no more sockets to give.</summary>
    NoSockets,
}
