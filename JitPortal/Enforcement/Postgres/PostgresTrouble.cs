using System.Security.Authentication;
using Npgsql;

namespace JitPortal.Enforcement.Postgres;

/// <summary>Exceptions of a server that is away or says no, as sentences.</summary>
internal static class PostgresTrouble
{
    public static bool Is(Exception e) =>
        e is NpgsqlException or TimeoutException or IOException or UnauthorizedAccessException or AuthenticationException or System.Net.Sockets.SocketException;

    public static string Sentence(PostgresServer server, Exception e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword } => $"{server.Place} does not accept the portal's password for {server.UserName}; check {server.PasswordFile}.",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } no => $"{server.Place} says no to the portal's role {server.UserName} ({SqlText.OneLine(no.MessageText)}); look at the point's checks.",
        PostgresException no => $"{server.Place} says: {SqlText.OneLine(no.MessageText)}.",
        AuthenticationException or { InnerException: AuthenticationException } => $"The certificate of {server.Place} is not one that the portal trusts ({SqlText.OneLine((e.InnerException ?? e).Message)}); set RootCertificate to its authority.",
        FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => $"The portal cannot read {server.PasswordFile}, its password for {server.Place}.",
        _ => $"{server.Place} does not answer ({SqlText.OneLine((e.InnerException ?? e).Message)}).",
    };
}
