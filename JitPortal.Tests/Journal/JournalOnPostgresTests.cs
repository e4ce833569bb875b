using JitPortal.Journal;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Tests.Journal;

public sealed class JournalOnPostgresTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task Run_ManyWritersAtOnce_NoGapNoLossAndVerifies()
    {
        Assert.SkipUnless(postgres.IsThere, PostgresFixture.Missing);
        await using var store = await StoreFixture.CreateAsync(
            settings: new Dictionary<string, string?>
            {
                ["Database:Provider"] = "Postgres",
                ["Database:ConnectionString"] = await postgres.NewDatabaseAsync(),
            }
        );

        await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(i =>
                    store
                        .Get<JournaledWrite>()
                        .RunAsync<Unit>(
                            Actor.System,
                            async (db, scope) =>
                            {
                                // Time for another writer to read the same head, if the lock let it.
                                await db.Database.ExecuteSqlAsync($"SELECT pg_sleep(0.005)");
                                scope.Record($"w{i}", new Noted());
                                return Unit.Done;
                            },
                            CancellationToken.None
                        )
                )
        );

        var verified = await store.Get<JournalVerifier>().VerifyAsync(CancellationToken.None);
        Assert.True(verified.Intact, verified.Sentence);
        Assert.Equal(40, verified.Entries);
    }
}
