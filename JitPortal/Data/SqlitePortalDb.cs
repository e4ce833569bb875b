using Microsoft.EntityFrameworkCore;

namespace JitPortal.Data;

/// <summary>The portal's data on SQLite; exists to give its migrations a context of their own.</summary>
public sealed class SqlitePortalDb(DbContextOptions<SqlitePortalDb> options) : PortalDb(options);
