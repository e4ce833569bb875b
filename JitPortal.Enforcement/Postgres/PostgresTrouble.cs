using System.Security.Authentication;
using Npgsql;

namespace JitPortal.Enforcement.Postgres;

/// <summary>Exceptions of a server that is away or says no, as sentences.</summary>
internal static class PostgresTrouble
{
    public static bool Is(Exception e) =>
        e
            is NpgsqlException
                or TimeoutException
                or IOException
                or UnauthorizedAccessException
                or AuthenticationException
                or System.Net.Sockets.SocketException;

    public static string Sentence(PostgresServer server, Exception e) =>
        e switch
        {
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword } =>
                $"{server.Place} does not accept the portal's password for {server.UserName}; check {server.PasswordFile}.",
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } no =>
                $"{server.Place} refuses the portal's role {server.UserName} ({SqlText.OneLine(no.MessageText)}); look at the point's checks.",
            PostgresException no => $"{server.Place} says: {SqlText.OneLine(no.MessageText)}.",
            AuthenticationException or { InnerException: AuthenticationException } =>
                $"The certificate of {server.Place} is not one that the portal trusts ({SqlText.OneLine((e.InnerException ?? e).Message)}); set RootCertificate to its authority.",
            FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException =>
                $"The portal cannot read {server.PasswordFile}, its password for {server.Place}.",
            _ => $"{server.Place} does not answer ({SqlText.OneLine((e.InnerException ?? e).Message)}).",
        };

    /// <summary>What the operator does about it: a statement wherever one helps.</summary>
    /// <param name="database">The database that the portal tried to log in to.</param>
    public static string Fix(PostgresServer server, string database, Exception e) =>
        e switch
        {
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword } =>
                $"Give role and file one password: \\password {SqlText.Name(server.UserName)} as a superuser in psql, and the same in {server.PasswordFile}. "
                    + "If there is no such role yet, make it with the snippet “The portal's own role”.",
            PostgresException { SqlState: PostgresErrorCodes.InvalidAuthorizationSpecification } =>
                "Put the lines of the snippet “Who may log in how” into pg_hba.conf, above every line with trust, and run SELECT pg_reload_conf();",
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
                $"CREATE DATABASE {SqlText.Name(database)}; or take it out of Databases.",
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } =>
                $"GRANT CONNECT ON DATABASE {SqlText.Name(database)} TO {SqlText.Name(server.UserName)}; without it, what temporary roles made there cannot be given away.",
            PostgresException => "Look at the server's log.",
            AuthenticationException or { InnerException: AuthenticationException } =>
                "Set RootCertificate to the file of the authority that signed the server's certificate.",
            FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException =>
                $"Write the portal's password for this server into {server.PasswordFile}, mode 0600, and give the file to the portal's user.",
            _ =>
                "Look whether PostgreSQL runs there, listens on that address (listen_addresses) and port, with ssl = on unless SslMode is Disable, and whether a firewall is between.",
        };
}
