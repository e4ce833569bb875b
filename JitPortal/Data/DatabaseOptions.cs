namespace JitPortal.Data;

/// <summary>Section <c>Database</c> of the settings.</summary>
public sealed class DatabaseOptions
{
    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>For PostgreSQL. NB. It holds a password: give it by environment (<c>Database__ConnectionString</c>) or a secrets file.</summary>
    public string? ConnectionString { get; set; }
}
