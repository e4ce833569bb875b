using Microsoft.EntityFrameworkCore;

namespace JitPortal.Data;

/// <summary>The portal's data on PostgreSQL; exists to give its migrations a context of their own.</summary>
public sealed class PostgresPortalDb(DbContextOptions<PostgresPortalDb> options) : PortalDb(options)
{
    /// <summary>Drawn by readiness to see that the database takes a write.</summary>
    internal const string Readiness = "jitportal_readiness";

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasSequence<long>(Readiness).IsCyclic();
    }
}
