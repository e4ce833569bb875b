using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace JitPortal.Data;

/// <summary>Lets <c>dotnet ef</c> make PostgreSQL migrations without a server.</summary>
internal sealed class PostgresDesignTime : IDesignTimeDbContextFactory<PostgresPortalDb>
{
    public PostgresPortalDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresPortalDb>().UseNpgsql("Host=localhost").Options);
}

/// <summary>Lets <c>dotnet ef</c> make SQLite migrations without starting the portal.</summary>
internal sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqlitePortalDb>
{
    public SqlitePortalDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqlitePortalDb>().UseSqlite("Data Source=design.db").Options);
}
