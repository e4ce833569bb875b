namespace JitPortal.Shared;

/// <summary>Why a verb was refused; decides the HTTP status in the API.</summary>
public enum RefusalKind
{
    /// <summary>The input is wrong (422).</summary>
    Invalid,

    /// <summary>The actor may not (403).</summary>
    Forbidden,

    /// <summary>It does not exist, or the actor may not know that it does (404).</summary>
    NotFound,

    /// <summary>It is in the wrong state, or somebody was faster (409).</summary>
    Conflict,

    /// <summary>Something it needs is not there now: nmap, a database, an enforcement point (503).</summary>
    Unavailable,
}
