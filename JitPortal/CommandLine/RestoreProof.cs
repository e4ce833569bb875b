using System.CommandLine;
using JitPortal.Data;
using JitPortal.Enforcement.Ssh;
using JitPortal.Enforcement.Webhooks;
using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Journal;
using JitPortal.Shared;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.CommandLine;

/// <summary>
/// What is tried on the copy of a back-up before it takes its place: that its journal holds and its SSH authorities can sign. The restore
/// itself becomes an entry of that journal, and what is known of the time since the back-up is kept: ended grants stay ended.
/// </summary>
/// <param name="Entries">Journal entries that the back-up brought.</param>
/// <param name="SignedTo">The newest of them that a checkpoint vouches for.</param>
/// <param name="SshAuthorities">Point and fingerprint of each authority that can sign.</param>
/// <param name="StayEnded">Grants that were open in the back-up and had ended since.</param>
internal sealed record RestoreProof(long Entries, long SignedTo, IReadOnlyList<string> SshAuthorities, int StayEnded, IReadOnlyList<string> Sentences)
{
    public static async Task<Outcome<RestoreProof>> MakeAsync(
        VerbHost host, ParseResult parsed, string staging, PortalPaths replaced, BackupManifest? manifest, bool unproved, CancellationToken ct)
    {
        try
        {
            var ended = await EndedSinceAsync(host, parsed, staging, replaced, ct);
            await using var app = await host.OnFolderAsync(parsed, staging, ct);
            var journal = await app.Services.GetRequiredService<JournalVerifier>().VerifyAsync(ct, isBackup: true);
            if (!journal.Intact && !unproved)
                return Refusal.Conflict("backup-journal-broken", $"The back-up's journal does not hold: {journal.Sentence} Nothing was changed. With --unproved it is restored all the same.");
            var authorities = await AuthoritiesAsync(app.Services, Path.Combine(staging, "enforcement", "ssh"), ct);
            if (!authorities.Ok && !unproved)
                return Refusal.Conflict("backup-authority-locked", $"{authorities.Refusal.Sentence} Nothing was changed. With --unproved the back-up is restored all the same.");
            await BringWebhooksAsync(staging, replaced, ct);
            await SetWitnessBackAsync(app.Services, ct);
            await RecordAsync(app.Services, journal, manifest, ct);
            var stayEnded = await EndAgainAsync(app.Services, ended, ct);
            if (journal.Intact)
                await app.Services.GetRequiredService<JournalCheckpointer>().AddCheckpointAsync(ct);
            var known = authorities.Ok ? authorities.Value : [];
            return new RestoreProof(journal.Entries, journal.SignedTo, known, stayEnded, Say(journal, known, stayEnded));
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        }
    }

    private static IReadOnlyList<string> Say(JournalVerification journal, IReadOnlyList<string> authorities, int stayEnded) =>
    [
        journal.Intact ? $"Proved: its journal holds, {journal.Entries} entries, signed to entry {journal.SignedTo}." : $"NOT proved: {journal.Sentence}",
        .. authorities.Select(a => $"The SSH authority {a} can sign."),
        .. stayEnded > 0 ? (string[])[$"{stayEnded} grants of the back-up had ended since and stay ended."] : [],
    ];

    private static async Task<Outcome<IReadOnlyList<string>>> AuthoritiesAsync(IServiceProvider services, string folder, CancellationToken ct)
    {
        var found = new List<string>();
        if (!Directory.Exists(folder))
            return Outcome.From<IReadOnlyList<string>>(found);
        var (protection, clock) = (services.GetRequiredService<IDataProtectionProvider>(), services.GetRequiredService<TimeProvider>());
        foreach (var point in Directory.EnumerateDirectories(folder).Where(p => File.Exists(Path.Combine(p, "ca.json"))))
        {
            var store = new CaStore(point, protection, clock);
            try
            {
                var set = await store.EnsureAsync(ct);
                var opened = store.Open(set);
                if (!opened.Ok)
                    return opened.Refusal;
                opened.Value.Dispose();
                found.Add($"{Path.GetFileName(point)} ({set.Current.Fingerprint})");
            }
            catch (InvalidDataException e)
            {
                return Refusal.Conflict("ssh-ca-damaged", e.Message);
            }
        }

        return Outcome.From<IReadOnlyList<string>>(found);
    }

    /// <summary>Receivers without a list know only what they were told; so whoever tells them must know it too.</summary>
    private static async Task BringWebhooksAsync(string staging, PortalPaths replaced, CancellationToken ct)
    {
        var before = Path.Combine(replaced.Enforcement, "webhook");
        if (!Directory.Exists(before))
            return;
        foreach (var point in Directory.EnumerateDirectories(before))
            await WebhookRegisterFile.BringAsync(Path.Combine(staging, "enforcement", "webhook", Path.GetFileName(point)), point, ct);
    }

    /// <summary>
    /// What the witness was told since the back-up does not count any more. NB. It hears so from the restored portal and not from here: as
    /// long as the copy is not in its place, nothing was restored.
    /// </summary>
    private static async Task SetWitnessBackAsync(IServiceProvider services, CancellationToken ct)
    {
        var (key, now) = (services.GetRequiredService<JournalKey>(), services.GetRequiredService<TimeProvider>().GetUtcNow());
        if (!key.Exists || key.IsDamaged)
            return;
        await using var db = await services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync(ct);
        if (await db.Journal.OrderByDescending(e => e.Seq).Select(e => new { e.Seq, e.Hash }).FirstOrDefaultAsync(ct) is { } head)
            JournalWitness.SetBack(services.GetRequiredService<PortalPaths>(), new WitnessLine(head.Seq, head.Hash, now, key.Sign(head.Seq, head.Hash, now, restored: true), Restored: true));
    }

    private static async Task RecordAsync(IServiceProvider services, JournalVerification journal, BackupManifest? manifest, CancellationToken ct) =>
        (await services.GetRequiredService<JournaledWrite>().RunAsync<Unit>(
            Actor.CommandLine,
            (_, unit) =>
            {
                unit.Record(JournalOfRestores.Type, "portal", new { backupMadeAt = manifest?.MadeAt, entries = journal.Entries, intact = journal.Intact });
                return Task.FromResult<Outcome<Unit>>(Unit.Done);
            },
            ct)).Required();

    /// <summary>Grants that the replaced database knows as over; empty where there is none that can be read.</summary>
    private static async Task<IReadOnlyList<GrantId>> EndedSinceAsync(VerbHost host, ParseResult parsed, string staging, PortalPaths replaced, CancellationToken ct)
    {
        if (!File.Exists(replaced.Database) || !File.Exists(Path.Combine(staging, Path.GetFileName(replaced.Database))))
            return [];
        var copy = Path.Combine(staging, "replaced");
        try
        {
            PrivateFolder.Make(copy);
            Backup.CopyDatabase(replaced.Database, Path.Combine(copy, Path.GetFileName(replaced.Database)));
            await using var app = await host.OnFolderAsync(parsed, copy, ct);
            await using var db = await app.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync(ct);
            return await db.Grants.Where(g => g.State == GrantState.Closed || g.State == GrantState.Closing).Select(g => g.Id).ToListAsync(ct);
        }
        catch (Exception e) when (e is Microsoft.Data.Sqlite.SqliteException or IOException or TimeoutException)
        {
            return [];
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(copy, recursive: true);
        }
    }

    private static async Task<int> EndAgainAsync(IServiceProvider services, IReadOnlyList<GrantId> ended, CancellationToken ct)
    {
        List<GrantId> live;
        await using (var db = await services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync(ct))
            live = await db.Grants.Where(g => g.State != GrantState.Closed && g.State != GrantState.Closing).Select(g => g.Id).ToListAsync(ct);
        await using var scope = services.CreateAsyncScope();
        var ledger = scope.ServiceProvider.GetRequiredService<GrantLedger>();
        var closed = 0;
        foreach (var grant in live.Intersect(ended))
        {
            if ((await ledger.RevokeAsync(Actor.CommandLine, grant, "It had ended before the back-up was restored.", ct)).Ok)
                closed++;
        }

        return closed;
    }
}
