using System.Globalization;
using JitPortal.Tests.Support;
using Microsoft.Data.Sqlite;

namespace JitPortal.Tests.Reliability;

/// <summary>What befalls a portal's machine for a while in the middle of a storm.</summary>
internal static class StormFault
{
    public const string ClockSetBack = "clock set back";
    private static readonly TimeSpan AnHour = TimeSpan.FromHours(1);

    /// <summary>Every fault that can be made here, with how it begins and how it is over.</summary>
    public static IReadOnlyDictionary<string, Func<StormProcess, Task<Func<Task>>>> All(string folder, OwnClock? clock, bool ownDisk)
    {
        var faults = new Dictionary<string, Func<StormProcess, Task<Func<Task>>>>(StringComparer.Ordinal)
        {
            ["database locked"] = _ => LockAsync(folder),
        };
        if (clock is not null)
            faults[ClockSetBack] = _ => SetBack(clock);
        if (ownDisk)
            faults["disk full"] = _ => Fill(folder);
        if (OperatingSystem.IsLinux() && File.Exists("/usr/bin/prlimit"))
            faults["descriptors used up"] = UseUpAsync;
        return faults;
    }

    private static async Task<Func<Task>> LockAsync(string folder)
    {
        var other = new SqliteConnection($"Data Source={Path.Combine(folder, "portal.db")};Pooling=False");
        await other.OpenAsync();
        await using (var hold = other.CreateCommand())
        {
            hold.CommandText = "BEGIN EXCLUSIVE";
            await hold.ExecuteNonQueryAsync();
        }

        return async () => await other.DisposeAsync();
    }

    private static Task<Func<Task>> SetBack(OwnClock clock)
    {
        clock.Set(-AnHour);
        return Task.FromResult<Func<Task>>(() =>
        {
            clock.Set(TimeSpan.Zero);
            return Task.CompletedTask;
        });
    }

    private static Task<Func<Task>> Fill(string folder)
    {
        var file = Path.Combine(folder, "stuffing");
        var block = new byte[64 * 1024];
        using (var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            foreach (var size in (int[])[block.Length, 4096, 1])
            {
                try
                {
                    while (true)
                        stream.Write(block, 0, size);
                }
                catch (IOException)
                {
                    // No room for so much any more.
                }
            }
        }

        return Task.FromResult<Func<Task>>(() =>
        {
            File.Delete(file);
            return Task.CompletedTask;
        });
    }

    private static async Task<Func<Task>> UseUpAsync(StormProcess storm)
    {
        var id = storm.Id.ToString(CultureInfo.InvariantCulture);
        var open = Directory.EnumerateFileSystemEntries($"/proc/{id}/fd").Count();
        await PostgresPrograms.RunAsync("prlimit", "--pid", id, string.Create(CultureInfo.InvariantCulture, $"--nofile={open + 2}:"));
        return () => PostgresPrograms.RunAsync("prlimit", "--pid", id, "--nofile=4096:");
    }
}
