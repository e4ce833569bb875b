namespace JitPortal.Grants.Model;

/// <summary>How it is known when a door let nothing pass any more.</summary>
public enum EndKnown
{
    /// <summary>The enforcement point itself ended it and took the time.</summary>
    Measured,

    /// <summary>Not later than that: it was then that a look first saw the door shut.</summary>
    AtMost,
}
