using System.CommandLine;
using JitPortal.Data;
using JitPortal.Enforcement.Ssh;
using JitPortal.Enforcement.Webhooks;
using JitPortal.Grants;
using JitPortal.Journal;
using JitPortal.Shared;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.CommandLine;

/// <summary>
/// What is tried on the copy of a back-up before it takes its place: that its journal holds and its SSH authorities can sign. The restore
/// itself becomes an entry of that journal, and what had ended since the back-up stays ended, as far as it is known.
/// </summary>
/// <param name="Entries">Journal entries that the back-up brought.</param>
/// <param name="SignedTo">The newest of them that a checkpoint vouches for.</param>
/// <param name="SshAuthorities">Point and fingerprint of each authority that can sign.</param>
/// <param name="Ended">What would have come to life again.</param>
internal sealed record RestoreProof(
    long Entries,
    long SignedTo,
    IReadOnlyList<string> SshAuthorities,
    RestoreEnded Ended,
    IReadOnlyList<string> Sentences
)
{
    public static async Task<Outcome<RestoreProof>> MakeAsync(
        VerbHost host,
        ParseResult parsed,
        string staging,
        PortalPaths replaced,
        BackupManifest? manifest,
        bool unproved,
        CancellationToken ct
    )
    {
        try
        {
            await using var app = await host.OnFolderAsync(parsed, staging, ct);
            var journal = await app.Services.GetRequiredService<JournalVerifier>().VerifyAsync(ct, isBackup: true);
            if (!journal.Intact && !unproved)
                return Refusal.Conflict(
                    "backup-journal-broken",
                    $"The back-up's journal does not hold: {journal.Sentence} Nothing was changed. With --unproved it is restored all the same."
                );
            var authorities = await AuthoritiesAsync(app.Services, Path.Combine(staging, "enforcement", "ssh"), ct);
            if (!authorities.Ok && !unproved)
                return Refusal.Conflict(
                    "backup-authority-locked",
                    $"{authorities.Refusal.Sentence} Nothing was changed. With --unproved the back-up is restored all the same."
                );
            var since = await ReplacedPortal.ReadAsync(
                host,
                parsed,
                app.Services.GetRequiredService<IDbContextFactory<PortalDb>>(),
                staging,
                replaced,
                ct
            );
            await BringWebhooksAsync(staging, replaced, ct);
            await SetWitnessBackAsync(app.Services, ct);
            var ended = await EndAsync(app.Services, journal, manifest, since, ct);
            await EndAgainAsync(app.Services, ended.Grants, ct);
            if (journal.Intact)
                await app.Services.GetRequiredService<JournalCheckpointer>().AddCheckpointAsync(ct);
            var known = authorities.Ok ? authorities.Value : [];
            return new RestoreProof(journal.Entries, journal.SignedTo, known, ended.Count, Say(journal, known, ended.Count));
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        }
    }

    private static IReadOnlyList<string> Say(JournalVerification journal, IReadOnlyList<string> authorities, RestoreEnded ended) =>
        [
            journal.Intact
                ? $"Proved: its journal holds, {journal.Entries} entries, signed to entry {journal.SignedTo}."
                : $"NOT proved: {journal.Sentence}",
            .. authorities.Select(a => $"The SSH authority {a} can sign."),
            .. ended.Sentences(),
        ];

    private static async Task<Outcome<IReadOnlyList<string>>> AuthoritiesAsync(
        IServiceProvider services,
        string folder,
        CancellationToken ct
    )
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
            JournalWitness.SetBack(
                services.GetRequiredService<PortalPaths>(),
                new WitnessLine(head.Seq, head.Hash, now, key.Sign(head.Seq, head.Hash, now, restored: true), Restored: true)
            );
    }

    /// <summary>NB. The restore comes first: it is the entry that the witness expects, and says what those behind it are for.</summary>
    private static async Task<RestoreEndings> EndAsync(
        IServiceProvider services,
        JournalVerification journal,
        BackupManifest? manifest,
        ReplacedPortal since,
        CancellationToken ct
    ) =>
        (
            await services
                .GetRequiredService<JournaledWrite>()
                .RunAsync<RestoreEndings>(
                    Actor.CommandLine,
                    async (db, scope) =>
                    {
                        var endings = await RestoreEndings.FindAsync(db, since, ct);
                        scope.Record(Subjects.Portal, new PortalRestored(manifest?.MadeAt, journal.Entries, journal.Intact, endings.Count));
                        endings.Apply(db, scope);
                        return endings;
                    },
                    ct
                )
        ).Required();

    private static async Task EndAgainAsync(IServiceProvider services, IReadOnlyList<GrantId> ended, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var ledger = scope.ServiceProvider.GetRequiredService<GrantLedger>();
        foreach (var grant in ended)
            (await ledger.RevokeAsync(Actor.CommandLine, grant, "It had ended before the back-up was restored.", ct)).Required();
    }
}
