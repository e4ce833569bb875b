using Npgsql;

namespace JitPortal.Enforcement.Postgres;

/// <summary>
/// Opens connections to one server. Each is new: a pass needs one, a restarted server leaves no dead ones behind, and a changed
/// password file counts at once.
/// </summary>
internal sealed class ServerLink(PostgresServer server)
{
    private const int ConnectSeconds = 5;

    /// <summary>
    /// NB. The search path is PostgreSQL's own catalog only, or whoever may create functions in a database could have theirs run with
    /// the portal's rights (CVE-2018-1058). Locks are not waited for long: the next pass tries again.
    /// </summary>
    private const string Options =
        "-c search_path=pg_catalog,pg_temp -c standard_conforming_strings=on -c default_transaction_read_only=off "
        + "-c lock_timeout=3000 -c statement_timeout=20000 -c client_min_messages=error";

    public PostgresServer Server => server;

    /// <summary>As the portal's own role.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken ct, string? database = null)
    {
        var password = (await File.ReadAllTextAsync(server.PasswordFile, ct)).TrimEnd('\r', '\n');
        var builder = Way(server.UserName, password, database ?? server.MainDatabase);
        // NB. Whoever takes the server's place is not told the password, and a server that asks for none is not trusted.
        builder.RequireAuth = "ScramSHA256";
        builder.Options = Options;
        return await OpenAsync(builder, ct);
    }

    /// <summary>As a temporary role, to see whether the server lets it in.</summary>
    public Task<NpgsqlConnection> OpenAsAsync(string role, string password, CancellationToken ct) =>
        OpenAsync(Way(role, password, server.MainDatabase), ct);

    private NpgsqlConnectionStringBuilder Way(string user, string password, string database) =>
        new()
        {
            Host = server.Host,
            Port = server.Port,
            Username = user,
            Password = password,
            Database = database,
            SslMode = server.SslMode,
            RootCertificate = server.RootCertificate,
            GssEncryptionMode = GssEncryptionMode.Disable,
            Pooling = false,
            Enlist = false,
            Timeout = ConnectSeconds,
            CommandTimeout = 25,
            ApplicationName = "JitPortal",
        };

    private static async Task<NpgsqlConnection> OpenAsync(NpgsqlConnectionStringBuilder way, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(way.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
