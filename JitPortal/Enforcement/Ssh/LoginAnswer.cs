namespace JitPortal.Enforcement.Ssh;

/// <summary>What a log-in with a probe certificate met.</summary>
internal enum LoginAnswer
{
    LetIn,

    /// <summary>The host took part in the log-in and refused the certificate.</summary>
    Refused,

    /// <summary>The host's key is not among the known ones: whoever answered, it proves nothing.</summary>
    Stranger,

    /// <summary>No log-in took place: no connection, no client program, an answer that is not SSH.</summary>
    NotTried,
}
