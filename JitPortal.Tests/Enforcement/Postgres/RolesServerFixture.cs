using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using JitPortal.Tests.Support;
using Npgsql;

namespace JitPortal.Tests.Enforcement.Postgres;

/// <summary>
/// A throw-away PostgreSQL server that asks for passwords, as one in production does, set up with the very snippets that the point
/// prints. <c>JITPORTAL_TEST_PG_BIN</c> names the programs of another version than the machine's newest.
/// </summary>
public sealed class RolesServerFixture : IAsyncLifetime
{
    public const string Missing = PostgresFixture.Missing;
    private const string Asking =
        "local all postgres trust\nhost all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"jitportal-roles-{Guid.NewGuid():n}");
    private string _bin = "";

    public bool IsThere => _bin.Length > 0;

    public int Port { get; private set; }

    public string PasswordFile => Path.Combine(_folder, "portal.password");

    public async ValueTask InitializeAsync()
    {
        var bin = Environment.GetEnvironmentVariable("JITPORTAL_TEST_PG_BIN") ?? PostgresPrograms.Newest();
        if (bin is null)
            return;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        Directory.CreateDirectory(_folder);
        if (Environment.IsPrivilegedProcess && await PostgresPrograms.RunAsync("chown", "postgres", _folder) != 0)
            return;
        if (
            await PostgresPrograms.AsServerAsync(Path.Combine(bin, "initdb"), "-D", Data, "-A", "trust", "-U", "postgres", "--no-sync") != 0
        )
            return;
        await AccessAsync(Asking);
        await CertificateAsync();
        _bin = bin;
        if (!await StartAsync())
            _bin = "";
        else
            await SetUpAsync();
    }

    public async Task<bool> StartAsync() =>
        await PostgresPrograms.AsServerAsync(
            Path.Combine(_bin, "pg_ctl"),
            "-D",
            Data,
            "-w",
            "-t",
            "60",
            "-l",
            Log,
            "-o",
            $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder} -c fsync=off -c max_connections=60 -c log_statement=all -c ssl=on",
            "start"
        ) == 0;

    public Task StopAsync() => PostgresPrograms.AsServerAsync(Path.Combine(_bin, "pg_ctl"), "-D", Data, "-m", "fast", "-w", "stop");

    /// <summary>Until disposed, nobody is asked for a password.</summary>
    public async Task<IAsyncDisposable> TrustEverybodyAsync(bool andThePortal = false)
    {
        await AccessAsync(
            andThePortal
                ? "host all all 127.0.0.1/32 trust\n"
                : "host all jitportal 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n"
        );
        return new Restore(this);
    }

    public async Task<string> LogAsync() => await File.ReadAllTextAsync(Log);

    /// <summary>As the administrator of the database.</summary>
    public async Task RunAsync(string sql, string database = "app")
    {
        await using var connection = await OpenAsync("postgres", null, database);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T?> OneAsync<T>(string sql, string database = "app")
    {
        await using var connection = await OpenAsync("postgres", null, database);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    public async Task<NpgsqlConnection> OpenAsync(string user, string? password, string database = "app")
    {
        var way = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Username = user,
            Password = password,
            Database = database,
            Pooling = false,
            GssEncryptionMode = GssEncryptionMode.Disable,
        };
        var connection = new NpgsqlConnection(way.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        if (IsThere)
            await PostgresPrograms.AsServerAsync(Path.Combine(_bin, "pg_ctl"), "-D", Data, "-m", "immediate", "-w", "stop");
        if (Directory.Exists(_folder))
            await TemporaryFolder.DeleteAsync(_folder);
    }

    /// <summary>The authority of the server's certificate, which is the certificate itself.</summary>
    public string RootCertificate => Path.Combine(Data, "server.crt");

    private string Data => Path.Combine(_folder, "data");

    private string Log => Path.Combine(_folder, "log");

    private async Task SetUpAsync()
    {
        const string password = "portal-s own 'password'";
        await File.WriteAllTextAsync(PasswordFile, password + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(PasswordFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await RunAsync("CREATE ROLE app_reader NOLOGIN", "postgres");
        await using (var fixture = new RolesFixture(this))
            await RunAsync(string.Join('\n', fixture.Point.Snippets[0].Text.Split('\n').Where(l => !l.StartsWith('\\'))), "postgres");
        await RunAsync($"ALTER ROLE jitportal PASSWORD '{password.Replace("'", "''", StringComparison.Ordinal)}'", "postgres");
        foreach (var database in (string[])["app", "other \"db\""])
        {
            await RunAsync($"CREATE DATABASE \"{database.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", "postgres");
            await RunAsync(
                "CREATE SCHEMA app; CREATE TABLE app.customers(name text); INSERT INTO app.customers VALUES ('Ann'); GRANT USAGE, CREATE ON SCHEMA app TO app_reader; GRANT SELECT ON app.customers TO app_reader; GRANT USAGE, CREATE ON SCHEMA app TO jit_leftovers",
                database
            );
        }
    }

    private async Task CertificateAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = DateTimeOffset.UtcNow;
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
        await File.WriteAllTextAsync(RootCertificate, certificate.ExportCertificatePem());
        var secret = Path.Combine(Data, "server.key");
        await File.WriteAllTextAsync(secret, key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (Environment.IsPrivilegedProcess)
            await PostgresPrograms.RunAsync("chown", "postgres", secret);
    }

    private async Task AccessAsync(string lines)
    {
        await File.WriteAllTextAsync(Path.Combine(Data, "pg_hba.conf"), lines);
        if (IsThere)
            await PostgresPrograms.AsServerAsync(Path.Combine(_bin, "pg_ctl"), "-D", Data, "reload");
    }

    private sealed class Restore(RolesServerFixture server) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await server.AccessAsync(Asking);
    }
}
