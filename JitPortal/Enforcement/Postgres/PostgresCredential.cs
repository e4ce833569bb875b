using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Postgres;

internal static class PostgresCredential
{
    public static IssuedCredential Of(PostgresServer server, string role, string password, DesiredDoor door) => new(
        "postgres-role", role, password, null, door.Deadline,
        new Dictionary<string, string>(StringComparer.Ordinal) { ["role"] = role, ["server"] = server.Place, ["method"] = "scram-sha-256" },
        // NB. No password in a command line: psql asks for it.
        $"psql \"host={door.Service.Address} port={door.Service.Port} dbname={Quoted(server.MainDatabase)} user={role}{(server.SslMode == Npgsql.SslMode.Disable ? "" : " sslmode=require")}\"");

    /// <summary>As a value in a connection string inside double quotes of a shell.</summary>
    private static string Quoted(string value) =>
        value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? value : "postgres";
}
