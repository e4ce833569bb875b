namespace JitPortal.Grants.Model;

/// <summary>How far one enforcement point is with its part of a grant.</summary>
public enum DoorState
{
    /// <summary>Not opened yet.</summary>
    Waiting,

    /// <summary>The point confirmed that its door stands open.</summary>
    Open,

    /// <summary>Tried and found shut, for good.</summary>
    Shut,
}
