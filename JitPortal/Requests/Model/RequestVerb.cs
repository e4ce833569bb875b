namespace JitPortal.Requests.Model;

/// <summary>What can happen to a request.</summary>
public enum RequestVerb
{
    /// <summary>One of several needed people agreed.</summary>
    Agree,

    /// <summary>The last needed person agreed, or policy alone did.</summary>
    Approve,

    Deny,

    Withdraw,

    /// <summary>Nobody decided in time.</summary>
    Lapse,
}
