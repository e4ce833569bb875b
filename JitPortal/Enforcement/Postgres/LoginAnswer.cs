namespace JitPortal.Enforcement.Postgres;

/// <summary>What a server said to a log-in without the right password.</summary>
internal enum LoginAnswer
{
    Refused,

    /// <summary>NB. The server asks for no password there: deadlines of roles mean nothing.</summary>
    LetIn,

    /// <summary>Something else went wrong, such as too many sessions.</summary>
    NotTold,
}
