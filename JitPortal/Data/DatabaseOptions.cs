using JitPortal.Settings;
using JitPortal.Shared;

namespace JitPortal.Data;

/// <summary>Section <c>Database</c> of the settings.</summary>
internal sealed class DatabaseOptions : ISettings
{
    public static string Section => "Database";

    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>For PostgreSQL. NB. It holds a password: give it by environment (<c>Database__ConnectionString</c>) or a secrets file.</summary>
    public string? ConnectionString { get; set; }

    public IEnumerable<Problem> Problems() =>
        Provider == DatabaseProvider.Postgres && PostgresConnection.Read(this).Refusal is { } refusal
            ? [new Problem("Database:ConnectionString", refusal.Sentence)]
            : [];
}

/// <summary>Which database holds the portal's data.</summary>
public enum DatabaseProvider
{
    /// <summary>One file in the data folder; one portal on one machine.</summary>
    Sqlite,

    /// <summary>A server; the choice when one machine isn't enough.</summary>
    Postgres,
}
