using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Postgres;

internal static class PostgresCredential
{
    public static IssuedCredential Of(PostgresServer server, string role, string password, DesiredDoor door) =>
        new(
            LogIn.PostgresRole,
            role,
            password,
            null,
            door.Deadline,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["role"] = role,
                ["server"] = server.Place,
                ["method"] = "scram-sha-256",
            }
        );
}
