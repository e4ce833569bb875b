using System.Diagnostics;
using System.Globalization;
using JitPortal.Inventory;
using JitPortal.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace JitPortal.Benchmarks.Inventory;

/// <summary>All services as CSV, against the SQLite shell that writes the same join.</summary>
internal static class ExportBenchmark
{
    private const string SameJoin = """
        SELECT h.Address, h.Hostnames, s.Port, s.Protocol, s.State, s.Name, s.Product, s.Version, s.Sensitivity, s.Tags, s.Owner,
        (SELECT group_concat(f.Name, '; ') FROM Findings f WHERE f.ServiceId = s.Id), s.FirstSeen, s.LastSeen, s.Vantages, h.Site
        FROM Services s JOIN Hosts h ON h.Id = s.HostId ORDER BY s.Place, s.Id
        """;

    /// <summary>Bytes written.</summary>
    public static async Task<long> RunAsync(IServiceProvider services)
    {
        var export = (
            await services.GetRequiredService<InventoryQueries>().ExportAsync(Actor.System, null, CancellationToken.None)
        ).Required();
        await using var nowhere = new Counted();
        await ServicesCsv.WriteAsync(export.LinesAsync(CancellationToken.None), nowhere, CancellationToken.None);
        return nowhere.Position;
    }

    /// <summary>Processor seconds of the SQLite shell; null where it is not there.</summary>
    public static async Task<double?> FloorAsync(string database)
    {
        // The shell's "times" ends with what its children used: user and system.
        var start = new ProcessStartInfo("bash", ["-c", "sqlite3 -csv \"$0\" \"$1\" >/dev/null && times | tail -n 1", database, SameJoin])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var shell = Process.Start(start)!;
        var said = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return shell.ExitCode == 0 ? said.Split(' ', StringSplitOptions.RemoveEmptyEntries).Sum(Seconds) : null;
    }

    /// <summary>As bash writes it: <c>0m1.234s</c>.</summary>
    private static double Seconds(string text)
    {
        var parts = text.Trim().TrimEnd('s').Split('m');
        return (60 * double.Parse(parts[0], CultureInfo.InvariantCulture)) + double.Parse(parts[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Takes everything and keeps nothing.</summary>
    private sealed class Counted : Stream
    {
        private long _written;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _written;

        public override long Position
        {
            get => _written;
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => _written += count;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _written += buffer.Length;
            return ValueTask.CompletedTask;
        }

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
