using JitPortal.Data;
using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace JitPortal.Tests.Data;

/// <summary>Grants of before each door had its own proof: what was known of them is kept, and nothing is made up.</summary>
public sealed class DoorProofsMigrationTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task Sqlite_OldGrants_KeepWhatWasProved()
    {
        var folder = Directory.CreateTempSubdirectory("jit-migration-").FullName;
        await using (
            var db = new SqlitePortalDb(
                new DbContextOptionsBuilder<SqlitePortalDb>()
                    .UseSqlite($"Data Source={Path.Combine(folder, "old.db")};Pooling=False")
                    .Options
            )
        )
            await CheckAsync(db);
        await TemporaryFolder.DeleteAsync(folder);
    }

    [Fact]
    public async Task Postgres_OldGrants_KeepWhatWasProved()
    {
        Assert.SkipUnless(server.IsThere, PostgresFixture.Missing);
        await using var db = new PostgresPortalDb(
            new DbContextOptionsBuilder<PostgresPortalDb>().UseNpgsql(await server.NewDatabaseAsync()).Options
        );
        await CheckAsync(db);
    }

    private static async Task CheckAsync(PortalDb db)
    {
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync("Initial");
        await OldAsync(db);
        await migrator.MigrateAsync();
        var grants = await db.Grants.AsNoTracking().Include(g => g.Proofs).ToListAsync();
        var proved = grants.Single(g => g.HolderId == "proved");
        Assert.Equal((ProbeVerdict.Proved, ProbeVerdict.Proved), (proved.Proof!.Value, proved.Doors[0].Proof!.Value));
        Assert.Equal("It refuses.", proved.Doors[0].ProofWhy);
        Assert.NotNull(proved.Doors[0].ProvedOpenAt);
        Assert.Equal(
            [("opened", ProbeVerdict.Proved), ("closed", ProbeVerdict.Proved)],
            proved.Proofs.OrderBy(p => p.Id).Select(p => (p.Kind, p.Verdict))
        );
        // What did not hold may have been open, or only not been seen.
        var unsure = grants.Single(g => g.HolderId == "unsure");
        Assert.Equal((ProbeVerdict.NotComparable, ProbeVerdict.NotComparable), (unsure.Proof!.Value, unsure.Doors[0].Proof!.Value));
        var open = grants.Single(g => g.HolderId == "open");
        Assert.Null(open.Proof);
        Assert.NotNull(open.Doors[0].NextLookAt);
    }

    /// <summary>As the first release wrote them.</summary>
    private static async Task OldAsync(PortalDb db)
    {
        await GrantAsync("proved", GrantState.Closed, ("opened", true), ("closed", true));
        await GrantAsync("unsure", GrantState.Closed, ("opened", true), ("closed", true), ("closed", false));
        await GrantAsync("open", GrantState.Open, ("opened", true));

        async Task GrantAsync(string holder, GrantState state, params (string Kind, bool Holds)[] proofs)
        {
            var id = Guid.CreateVersion7();
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO "Grants" ("Id", "RequestId", "State", "HolderId", "HolderEmail", "ServiceId", "Address", "Port", "Protocol", "Sensitivity", "Source", "Duration", "CreatedAt", "StartAt", "Lease", "Attempts", "BytesIn", "BytesOut", "Version")
                VALUES ({id}, {id}, {state.ToString()}, {holder}, {holder}, 1, '10.0.0.1', 22, 0, 1, '10.0.0.2', 1, 1, 1, 0, 0, 0, 0, 1)
                """
            );
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO "GrantDoors" ("GrantId", "Point", "Rank", "State", "OpenedAt", "Attempts") VALUES ({id}, 'gateway', 0, {(
                    state == GrantState.Open ? 1 : 2
                )}, 1, 0)
                """
            );
            var at = 1L;
            foreach (var (kind, holds) in proofs)
                await db.Database.ExecuteSqlAsync(
                    $"""
                    INSERT INTO "Proofs" ("GrantId", "Point", "Kind", "At", "After", "Result", "Holds", "Vantage") VALUES ({id}, 'gateway', {kind}, {at++}, 1, {(
                        kind == "closed" ? "It refuses." : "It accepts."
                    )}, {holds}, 'here')
                    """
                );
        }
    }
}
