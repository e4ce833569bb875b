namespace JitPortal.Requests.Model;

/// <summary>Life of a request: Pending -> one of the four ends.</summary>
public enum RequestState
{
    /// <summary>Waits for people.</summary>
    Pending,

    /// <summary>Policy and people agreed; grants exist.</summary>
    Approved,

    /// <summary>Policy or a person said no.</summary>
    Denied,

    /// <summary>The requester withdrew it.</summary>
    Withdrawn,

    /// <summary>Nobody decided in time.</summary>
    Lapsed,
}
