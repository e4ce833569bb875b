namespace JitPortal.Data;

/// <summary>Which database holds the portal's data.</summary>
public enum DatabaseProvider
{
    /// <summary>One file in the data folder; one portal on one machine.</summary>
    Sqlite,

    /// <summary>A server; the choice when one machine isn't enough.</summary>
    Postgres,
}
