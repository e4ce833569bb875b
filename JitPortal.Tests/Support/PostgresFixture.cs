using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace JitPortal.Tests.Support;

/// <summary>
/// A throw-away PostgreSQL cluster of the machine's own server, on loopback, in a temporary folder. Null connection string when no initdb
/// is found or none can run; those tests then skip and say so.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    public const string Missing = "No PostgreSQL server programs (initdb) were found; install the package postgresql to run this test.";

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"jitportal-pg-{Guid.NewGuid():n}");
    private string? _bin;
    private int _databases;
    private int _port;

    public bool IsThere => _bin is not null;

    /// <summary>A connection string to a new, empty database.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"t{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    public async ValueTask InitializeAsync()
    {
        var bin = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "initdb"))).Max()
            : null;
        if (bin is null)
            return;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            _port = ((IPEndPoint)free.LocalEndpoint).Port;
        }
        Directory.CreateDirectory(_folder);
        // The server refuses to run as root; the package made a user for it.
        if (Environment.IsPrivilegedProcess && await RunAsync("chown", "postgres", _folder) != 0)
            return;
        var data = Path.Combine(_folder, "data");
        if (await AsServerAsync(Path.Combine(bin, "initdb"), "-D", data, "-A", "trust", "-U", "postgres", "--no-sync") != 0)
            return;
        var options = $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder} -c fsync=off -c max_connections=40";
        if (await AsServerAsync(Path.Combine(bin, "pg_ctl"), "-D", data, "-w", "-t", "60", "-l", Path.Combine(_folder, "log"), "-o", options, "start") == 0)
            _bin = bin;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_bin is not null)
            await AsServerAsync(Path.Combine(_bin, "pg_ctl"), "-D", Path.Combine(_folder, "data"), "-m", "immediate", "-w", "stop");
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private string ConnectionString(string database) => $"Host=127.0.0.1;Port={_port};Username=postgres;Database={database};Include Error Detail=true";

    private static Task<int> AsServerAsync(string program, params string[] arguments) =>
        Environment.IsPrivilegedProcess ? RunAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", program, .. arguments]) : RunAsync(program, arguments);

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        try
        {
            // No pipes: the server that pg_ctl leaves behind would hold them open.
            using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", program, .. arguments]) { WorkingDirectory = "/" })!;
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
