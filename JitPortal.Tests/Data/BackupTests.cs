using JitPortal.Data;
using JitPortal.Journal;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JitPortal.Tests.Data;

public sealed class BackupTests : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "jitportal-backup-" + Guid.NewGuid().ToString("n"));
    private StoreFixture _store = null!;

    public async ValueTask InitializeAsync() => _store = await StoreFixture.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Restore_AfterMoreWasWritten_BringsBackAnIntactJournal()
    {
        await WriteAsync("kept");
        await _store.Get<JournalCheckpointer>().SignAsync(CancellationToken.None);
        _store.Get<Backup>().Save(_folder).Required();
        await WriteAsync("later");
        await _store.Get<JournalCheckpointer>().SignAsync(CancellationToken.None);

        var aside = Restore();

        var verified = await VerifyAnewAsync();
        Assert.True(verified.Intact, verified.Sentence);
        Assert.Equal(1, verified.Entries);
        Assert.True(File.Exists(Path.Combine(aside, "portal.db")), "What was there before must be kept.");
    }

    [Fact]
    public async Task Save_WhileOthersWrite_IsConsistent()
    {
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await WriteAsync("busy");
                await _store.Get<JournalCheckpointer>().SignAsync(CancellationToken.None);
            }
        });
        await Task.WhenAny(writing, WaitForEntriesAsync(20));
        _store.Get<Backup>().Save(_folder).Required();
        await stop.CancelAsync();
        await writing;

        Restore();
        var verified = await VerifyAnewAsync();
        Assert.True(verified.Intact, verified.Sentence);
        Assert.InRange(verified.Entries, 20, long.MaxValue);
    }

    [Fact]
    public async Task Save_FolderNotEmpty_IsRefused()
    {
        await WriteAsync("x");
        Directory.CreateDirectory(_folder);
        await File.WriteAllTextAsync(Path.Combine(_folder, "mine.txt"), "keep me");
        Assert.Equal("backup-not-empty", _store.Get<Backup>().Save(_folder).Refusal?.Code);
    }

    [Fact]
    public void Restore_NoBackupThere_IsRefusedAndChangesNothing() =>
        Assert.Equal("backup-missing", _store.Get<Restoring>().Stage(_folder).Refusal?.Code);

    /// <returns>The folder with what was there before.</returns>
    private string Restore()
    {
        var restoring = _store.Get<Restoring>();
        Assert.True(restoring.Stage(_folder).Ok);
        return restoring.Swap().Required();
    }

    /// <summary>As the portal that is started on what was restored: it remembers nothing.</summary>
    private Task<JournalVerification> VerifyAnewAsync() =>
        ActivatorUtilities
            .CreateInstance<JournalVerifier>(_store.Services, new CheckpointFile(_store.Get<PortalPaths>()))
            .VerifyAsync(CancellationToken.None);

    private async Task WaitForEntriesAsync(long count)
    {
        while ((await _store.Get<JournalVerifier>().VerifyAsync(CancellationToken.None)).Entries < count)
            await Task.Delay(20);
    }

    private async Task WriteAsync(string subject) =>
        (
            await _store
                .Get<JournaledWrite>()
                .RunAsync<Unit>(
                    Actor.System,
                    (db, scope) =>
                    {
                        scope.Record(subject, new Noted());
                        return Task.FromResult<Outcome<Unit>>(Unit.Done);
                    },
                    CancellationToken.None
                )
        ).Required();
}
