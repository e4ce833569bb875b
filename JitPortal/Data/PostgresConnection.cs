using JitPortal.Shared;
using Npgsql;

namespace JitPortal.Data;

/// <summary>How the portal talks to PostgreSQL: the operator's connection string, with time-outs that keep one lost session from stopping decisions.</summary>
internal static class PostgresConnection
{
    /// <summary>
    /// Told to the server with each connection, so that no administrator has to know them. A session that was cut off inside a
    /// transaction frees the journal's lock within ten seconds by the server alone; the last four let the server notice a dead peer.
    /// </summary>
    private const string ServerSide =
        "-c idle_in_transaction_session_timeout=10s -c lock_timeout=5s -c statement_timeout=30s "
        + "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c tcp_user_timeout=10s";

    /// <summary>How the portal's sessions can be told from others; an operator may name them otherwise.</summary>
    internal const string ApplicationName = "jitportal";

    /// <summary>Seconds for a new connection; Npgsql's own 15 would hold every waiting decision for as long.</summary>
    private const int ConnectSeconds = 5;

    /// <summary>Seconds without a word from the server after which it counts as away.</summary>
    private const int CommandSeconds = 10;

    public static string For(DatabaseOptions options) => Read(options).Required();

    /// <summary>The whole string, or why there is none.</summary>
    public static Outcome<string> Read(DatabaseOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
            return Refusal.Invalid(
                "database-settings",
                "Database:Provider is Postgres, but Database:ConnectionString is empty. Give it by the environment as Database__ConnectionString."
            );
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(options.ConnectionString);
            // What the operator wrote comes last and therefore counts.
            builder.Options = $"{ServerSide} {builder.Options}".TrimEnd();
            if (!builder.ShouldSerialize("Application Name"))
                builder.ApplicationName = ApplicationName;
            if (!builder.ShouldSerialize("Timeout"))
                builder.Timeout = ConnectSeconds;
            if (!builder.ShouldSerialize("Command Timeout"))
                builder.CommandTimeout = CommandSeconds;
            // A server that hangs does not hear the request to cancel either; waiting for its answer would only add to the wait.
            builder.CancellationTimeout = -1;
            return builder.ConnectionString;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // NB. The exception's text may hold a part of the string, and with it the password: it goes no further.
            return Refusal.Invalid(
                "database-settings",
                "Database:ConnectionString cannot be read. It looks like: Host=db.example.org;Database=jitportal;Username=jitportal;Password=..."
            );
        }
    }
}
