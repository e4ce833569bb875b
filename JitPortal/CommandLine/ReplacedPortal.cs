using System.CommandLine;
using JitPortal.Data;
using JitPortal.Grants.Model;
using JitPortal.Requests.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.CommandLine;

/// <summary>
/// What the database that a restore replaces knows to have ended. An older back-up knows nothing of it, and would bring all of it to life again.
/// </summary>
/// <param name="LivedOn">It went on from the very entry with which the back-up's journal ends, so it knows all that happened since.</param>
/// <param name="People">User ids of those who are disabled.</param>
/// <param name="Tokens">API tokens that are revoked.</param>
/// <param name="Requests">Those that wait in the back-up and do not wait here.</param>
internal sealed record ReplacedPortal(
    bool LivedOn,
    IReadOnlyList<GrantId> Grants,
    IReadOnlyList<string> People,
    IReadOnlyList<Guid> Tokens,
    IReadOnlyList<AccessRequest> Requests
)
{
    private static readonly ReplacedPortal Unknown = new(LivedOn: false, [], [], [], []);

    /// <summary>Reads a copy of it; knows nothing where there is none that can be read.</summary>
    /// <param name="restored">The back-up's database, beside the place that it will take.</param>
    public static async Task<ReplacedPortal> ReadAsync(
        VerbHost host,
        ParseResult parsed,
        IDbContextFactory<PortalDb> restored,
        string staging,
        PortalPaths replaced,
        CancellationToken ct
    )
    {
        if (!File.Exists(replaced.Database) || !File.Exists(Path.Combine(staging, Path.GetFileName(replaced.Database))))
            return Unknown;
        var copy = Path.Combine(staging, "replaced");
        PrivateFolder.Make(copy);
        try
        {
            Backup.CopyDatabase(replaced.Database, Path.Combine(copy, Path.GetFileName(replaced.Database)));
            await using var app = await host.OnFolderAsync(parsed, copy, ct);
            await using var there = await app.Services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync(ct);
            await using var here = await restored.CreateDbContextAsync(ct);
            return await ReadAsync(here, there, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever is wrong with it, it is often the reason for the restore, and must not stand in its way.
            return Unknown;
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(copy, recursive: true);
        }
    }

    private static async Task<ReplacedPortal> ReadAsync(PortalDb here, PortalDb there, CancellationToken ct)
    {
        var waiting = await here.Requests.Where(r => r.State == RequestState.Pending).Select(r => r.Id).ToListAsync(ct);
        return new ReplacedPortal(
            await LivedOnAsync(here, there, ct),
            await there.Grants.Where(g => g.State == GrantState.Closed || g.State == GrantState.Closing).Select(g => g.Id).ToListAsync(ct),
            await there.Users.Where(u => u.DisabledAt != null).Select(u => u.Id).ToListAsync(ct),
            await there.ApiTokens.Where(t => t.RevokedAt != null).Select(t => t.Id).ToListAsync(ct),
            await there
                .Requests.AsNoTracking()
                .Include(r => r.Decisions)
                .Where(r => r.State != RequestState.Pending && waiting.Contains(r.Id))
                .ToListAsync(ct)
        );
    }

    private static async Task<bool> LivedOnAsync(PortalDb here, PortalDb there, CancellationToken ct) =>
        await here.Journal.OrderByDescending(e => e.Seq).Select(e => new { e.Seq, e.Hash }).FirstOrDefaultAsync(ct) is not { } last
        || await there.Journal.AnyAsync(e => e.Seq == last.Seq && e.Hash == last.Hash, ct);
}
