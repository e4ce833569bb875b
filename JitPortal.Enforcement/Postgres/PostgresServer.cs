using Npgsql;

namespace JitPortal.Enforcement.Postgres;

/// <summary><see cref="PostgresServerOptions"/> after reading.</summary>
internal sealed record PostgresServer(
    IReadOnlyList<Endpoint> Guards,
    string Host,
    int Port,
    string UserName,
    string PasswordFile,
    SslMode SslMode,
    string? RootCertificate,
    IReadOnlyList<string> Databases
)
{
    public string Place => $"{Host}:{Port}";

    public string MainDatabase => Databases[0];
}
