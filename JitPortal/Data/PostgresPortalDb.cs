using Microsoft.EntityFrameworkCore;

namespace JitPortal.Data;

/// <summary>The portal's data on PostgreSQL; exists to give its migrations a context of their own.</summary>
public sealed class PostgresPortalDb(DbContextOptions<PostgresPortalDb> options) : PortalDb(options);
