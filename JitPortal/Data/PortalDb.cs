using JitPortal.Data.Conversions;
using JitPortal.Grants.Model;
using JitPortal.Idempotency.Model;
using JitPortal.Identity.Model;
using JitPortal.Inventory.Model;
using JitPortal.Journal.Model;
using JitPortal.Policies.Model;
using JitPortal.Requests.Model;
using JitPortal.Scanning.Model;
using JitPortal.Shared;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace JitPortal.Data;

/// <summary>
/// The portal's data, on either database. Take a short-lived one per operation from <see cref="IDbContextFactory{TContext}"/>;
/// write through <see cref="Journal.JournaledWrite"/>, so that no change goes without its entry.
/// </summary>
public abstract class PortalDb(DbContextOptions options) : IdentityDbContext<User>(options)
{
    /// <summary>
    /// Identity reads its schema version from the application's services. A context made without them (design time, a bare test)
    /// would silently model version 1, which has no passkeys.
    /// </summary>
    private static readonly IServiceProvider PasskeySchema = new ServiceCollection()
        .Configure<IdentityOptions>(o => o.Stores.SchemaVersion = IdentitySchemaVersions.Version3)
        .BuildServiceProvider();

    public DbSet<Host> Hosts => Set<Host>();

    public DbSet<HostAddress> HostAddresses => Set<HostAddress>();

    public DbSet<Site> Sites => Set<Site>();

    public DbSet<SiteVantage> SiteVantages => Set<SiteVantage>();

    public DbSet<Service> Services => Set<Service>();

    public DbSet<ServiceScript> ServiceScripts => Set<ServiceScript>();

    public DbSet<Finding> Findings => Set<Finding>();

    public DbSet<Change> Changes => Set<Change>();

    public DbSet<SensitivityRule> SensitivityRules => Set<SensitivityRule>();

    public DbSet<Scan> Scans => Set<Scan>();

    public DbSet<ScanSchedule> ScanSchedules => Set<ScanSchedule>();

    public DbSet<PolicySetVersion> PolicySets => Set<PolicySetVersion>();

    public DbSet<AccessRequest> Requests => Set<AccessRequest>();

    public DbSet<RequestedService> RequestedServices => Set<RequestedService>();

    public DbSet<Decision> Decisions => Set<Decision>();

    public DbSet<Grant> Grants => Set<Grant>();

    public DbSet<GrantDoor> GrantDoors => Set<GrantDoor>();

    public DbSet<Proof> Proofs => Set<Proof>();

    public DbSet<JournalEntry> Journal => Set<JournalEntry>();

    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();

    public DbSet<Group> Groups => Set<Group>();

    public DbSet<Membership> Memberships => Set<Membership>();

    public DbSet<ApiToken> ApiTokens => Set<ApiToken>();

    public DbSet<OneTimeLink> OneTimeLinks => Set<OneTimeLink>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<PersonalNotice> PersonalNotices => Set<PersonalNotice>();

    public DbSet<IdempotentCall> IdempotentCalls => Set<IdempotentCall>();

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
    {
        if (optionsBuilder.Options.FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider is null)
            optionsBuilder.UseApplicationServiceProvider(PasskeySchema);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite can neither order nor compare DateTimeOffset; ticks do on both.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
        configurationBuilder.Properties<TimeSpan>().HaveConversion<long>();
        configurationBuilder.Properties<IReadOnlyList<string>>().HaveConversion<Lines, LinesComparer>();
        configurationBuilder.Properties<RequestId>().HaveConversion<RequestIdConverter>();
        configurationBuilder.Properties<GrantId>().HaveConversion<GrantIdConverter>();
        configurationBuilder.Properties<ScanId>().HaveConversion<ScanIdConverter>();
        configurationBuilder.Properties<RequestState>().HaveConversion<string>();
        configurationBuilder.Properties<DecisionKind>().HaveConversion<string>();
        configurationBuilder.Properties<GrantState>().HaveConversion<string>();
        configurationBuilder.Properties<ClosingReason>().HaveConversion<string>();
        configurationBuilder.Properties<ScanState>().HaveConversion<string>();
        configurationBuilder.Properties<ScanKind>().HaveConversion<string>();
        configurationBuilder.Properties<ChangeKind>().HaveConversion<string>();
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(PortalDb).Assembly);
    }
}
