using System.IO.Compression;
using JitPortal.Data;
using JitPortal.Grants.Model;
using JitPortal.Requests.Model;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Tests.Data;

/// <summary>
/// Data folders that earlier versions wrote (their keys and people are of no other use), brought to the present by the real program. NB.
/// Each time the schema changes, a folder of the version before is recorded beside these; none is ever recorded anew.
/// </summary>
public sealed class RecordedFolderTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-recorded-").FullName;
    private readonly OwnClock _clock = new();

    public static TheoryData<string> Recorded =>
        new(
            Directory
                .GetFiles(Path.Combine(AppContext.BaseDirectory, "Recorded"), "*.zip")
                .Select(f => Path.GetFileNameWithoutExtension(f)!)
        );

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OwnClock.IsThere, OwnClock.Missing);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _clock.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await TemporaryFolder.DeleteAsync(_folder);
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task Folder_OfAnEarlierVersion_LivesOn(string version)
    {
        await ZipFile.ExtractToDirectoryAsync(Path.Combine(AppContext.BaseDirectory, "Recorded", $"{version}.zip"), _folder);
        await File.WriteAllTextAsync(Path.Combine(_folder, "quartz.db"), "the timers of an earlier version");
        long entries;
        await using (var before = Store())
            entries = await before.Database.SqlQuery<long>($"SELECT MAX(Seq) AS Value FROM Journal").SingleAsync();

        // So that it is the same on the day of the recording and years later.
        _clock.Set(TimeSpan.FromDays(2));
        await using (var portal = await PortalProcess.StartAsync(_clock, _folder, []))
        {
            await Eventually.TrueAsync(WaitedTooLongAsync, "the request that waited has lapsed");
            await portal.StopAsync();
        }

        var verified = await PortalProcess.RunAsync(null, "journal", "verify", "--data", _folder);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
        Assert.False(File.Exists(Path.Combine(_folder, "quartz.db")));
        await using var db = Store();
        Assert.True(await db.Journal.MaxAsync(e => e.Seq) >= entries);
        Assert.Equal(
            ["ann@example.org", "bob@example.org", "cy@example.org"],
            await db.Users.OrderBy(u => u.Email).Select(u => u.Email).ToListAsync()
        );
        var requests = await db.Requests.AsNoTracking().Include(r => r.Decisions).Include(r => r.Services).ToListAsync();
        Assert.Equal(
            [RequestState.Approved, RequestState.Approved, RequestState.Denied, RequestState.Lapsed],
            requests.Select(r => r.State).Order()
        );
        var grants = await db.Grants.AsNoTracking().OrderBy(g => g.Id).ToListAsync();
        Assert.Equal([ClosingReason.Released, ClosingReason.Expired], grants.Select(g => g.ClosingReason!.Value));
        Assert.Equal("nightly", (await db.ScanSchedules.SingleAsync()).Name);
        Assert.Equal("web", (await db.SensitivityRules.SingleAsync()).Name);
        Assert.Equal(3, (await db.PolicySets.OrderByDescending(p => p.Number).FirstAsync()).Number);
        Assert.Equal(3, await db.Services.CountAsync());
    }

    private async Task<bool> WaitedTooLongAsync()
    {
        await using var db = Store();
        return await db.Requests.AnyAsync(r => r.Reason == "waits" && r.State == RequestState.Lapsed);
    }

    private SqlitePortalDb Store() =>
        new(new DbContextOptionsBuilder<SqlitePortalDb>().UseSqlite($"Data Source={Path.Combine(_folder, "portal.db")}").Options);
}
