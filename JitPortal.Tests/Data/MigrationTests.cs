using JitPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Tests.Data;

public sealed class MigrationTests
{
    [Fact]
    public void Sqlite_Model_HasNoPendingChange()
    {
        using var db = new SqliteDesignTime().CreateDbContext([]);
        Assert.False(db.Database.HasPendingModelChanges(), "The model changed: run ./dev migrate NAME.");
    }

    [Fact]
    public void Postgres_Model_HasNoPendingChange()
    {
        using var db = new PostgresDesignTime().CreateDbContext([]);
        Assert.False(db.Database.HasPendingModelChanges(), "The model changed: run ./dev migrate NAME.");
    }
}
