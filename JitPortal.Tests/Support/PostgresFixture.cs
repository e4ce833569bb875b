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
        await SqlAsync("postgres", $"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    public async ValueTask InitializeAsync()
    {
        var bin = PostgresPrograms.Newest();
        if (bin is null)
            return;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            _port = ((IPEndPoint)free.LocalEndpoint).Port;
        }
        Directory.CreateDirectory(_folder);
        if (Environment.IsPrivilegedProcess && await PostgresPrograms.RunAsync("chown", "postgres", _folder) != 0)
            return;
        var data = Path.Combine(_folder, "data");
        if (
            await PostgresPrograms.AsServerAsync(Path.Combine(bin, "initdb"), "-D", data, "-A", "trust", "-U", "postgres", "--no-sync") != 0
        )
            return;
        if (await StartAsync(bin))
            _bin = bin;
    }

    /// <summary>Starts the server again after <see cref="StopAsync"/>.</summary>
    public async Task StartAsync() => Assert.True(await StartAsync(_bin!), "PostgreSQL starts again.");

    /// <summary>Ends it at once, its sessions with it.</summary>
    public Task StopAsync() =>
        PostgresPrograms.AsServerAsync(Path.Combine(_bin!, "pg_ctl"), "-D", Path.Combine(_folder, "data"), "-m", "immediate", "-w", "stop");

    /// <summary>SIGSTOP or SIGCONT for the server and all its sessions.</summary>
    public async Task SignalAsync(string signal)
    {
        var main = (await File.ReadAllLinesAsync(Path.Combine(_folder, "data", "postmaster.pid")))[0];
        Assert.Equal(0, await PostgresPrograms.RunAsync("pkill", $"-{signal}", "-P", main));
        Assert.Equal(0, await PostgresPrograms.RunAsync("kill", $"-{signal}", main));
    }

    /// <summary>Runs a statement on a database as the server's owner.</summary>
    public async Task SqlAsync(string database, string statement)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>From now on that role needs its password.</summary>
    public async Task AskForPasswordAsync(string role)
    {
        var rules = Path.Combine(_folder, "data", "pg_hba.conf");
        await File.WriteAllTextAsync(rules, $"host all {role} 127.0.0.1/32 scram-sha-256\n{await File.ReadAllTextAsync(rules)}");
        await SqlAsync("postgres", "SELECT pg_reload_conf()");
    }

    private async Task<bool> StartAsync(string bin)
    {
        var options = $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder} -c fsync=off -c max_connections=150";
        return await PostgresPrograms.AsServerAsync(
                Path.Combine(bin, "pg_ctl"),
                "-D",
                Path.Combine(_folder, "data"),
                "-w",
                "-t",
                "60",
                "-l",
                Path.Combine(_folder, "log"),
                "-o",
                options,
                "start"
            ) == 0;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_bin is not null)
            await PostgresPrograms.AsServerAsync(
                Path.Combine(_bin, "pg_ctl"),
                "-D",
                Path.Combine(_folder, "data"),
                "-m",
                "immediate",
                "-w",
                "stop"
            );
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={_port};Username=postgres;Database={database};Include Error Detail=true";
}
