using JitPortal.Inventory.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitPortal.Data.Configurations;

internal sealed class HostConfiguration : IEntityTypeConfiguration<Host>
{
    public void Configure(EntityTypeBuilder<Host> builder)
    {
        builder.ToTable("Hosts");
        builder.Property(h => h.Site).HasDefaultValue(SiteName.Main);
        builder.HasIndex(h => new { h.Site, h.AddressKey }).IsUnique();
        builder.HasIndex(h => h.AddressKey);
    }
}

internal sealed class HostAddressConfiguration : IEntityTypeConfiguration<HostAddress>
{
    public void Configure(EntityTypeBuilder<HostAddress> builder)
    {
        builder.ToTable("HostAddresses");
        builder.Property(a => a.Site).HasDefaultValue(SiteName.Main);
        builder.HasKey(a => new { a.Site, a.AddressKey });
        builder.HasIndex(a => a.AddressKey);
        builder.HasIndex(a => a.HostId);
    }
}

internal sealed class SiteConfiguration : IEntityTypeConfiguration<Site>
{
    public void Configure(EntityTypeBuilder<Site> builder)
    {
        builder.ToTable("Sites");
        builder.HasKey(s => s.Name);
    }
}

internal sealed class SiteVantageConfiguration : IEntityTypeConfiguration<SiteVantage>
{
    public void Configure(EntityTypeBuilder<SiteVantage> builder)
    {
        builder.ToTable("SiteVantages");
        builder.HasKey(v => v.Vantage);
    }
}

internal sealed class ServiceConfiguration : IEntityTypeConfiguration<Service>
{
    public void Configure(EntityTypeBuilder<Service> builder)
    {
        builder.ToTable("Services");
        builder
            .HasIndex(s => new
            {
                s.HostId,
                s.Protocol,
                s.Port,
            })
            .IsUnique();
        builder.HasIndex(s => s.Place);
        // The few with findings, in address order.
        builder.HasIndex(s => s.Place, "IX_Services_WithFinding").HasFilter("\"WorstFinding\" > 0");
        builder.HasIndex(s => new { s.Port, s.Place });
        builder.HasIndex(s => new { s.Name, s.Place });
        builder.HasIndex(s => new { s.Sensitivity, s.Place });
        builder.HasOne(s => s.Host).WithMany().HasForeignKey(s => s.HostId);
    }
}

internal sealed class ServiceScriptConfiguration : IEntityTypeConfiguration<ServiceScript>
{
    public void Configure(EntityTypeBuilder<ServiceScript> builder)
    {
        builder.ToTable("ServiceScripts");
        builder.HasIndex(s => s.HostId);
        builder.HasIndex(s => s.ServiceId);
    }
}

internal sealed class FindingConfiguration : IEntityTypeConfiguration<Finding>
{
    public void Configure(EntityTypeBuilder<Finding> builder)
    {
        builder.ToTable("Findings");
        builder.HasIndex(f => new { f.ServiceId, f.Name }).IsUnique();
    }
}

internal sealed class ChangeConfiguration : IEntityTypeConfiguration<Change>
{
    public void Configure(EntityTypeBuilder<Change> builder)
    {
        builder.ToTable("Changes");
        builder.HasIndex(c => new { c.HostId, c.At });
    }
}

internal sealed class SensitivityRuleConfiguration : IEntityTypeConfiguration<SensitivityRule>
{
    public void Configure(EntityTypeBuilder<SensitivityRule> builder)
    {
        builder.ToTable("SensitivityRules");
        builder.HasIndex(r => r.Position);
    }
}
