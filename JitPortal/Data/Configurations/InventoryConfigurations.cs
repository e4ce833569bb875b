using JitPortal.Inventory.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitPortal.Data.Configurations;

internal sealed class HostConfiguration : IEntityTypeConfiguration<Host>
{
    public void Configure(EntityTypeBuilder<Host> builder)
    {
        builder.ToTable("Hosts");
        builder.HasIndex(h => h.AddressKey).IsUnique();
    }
}

internal sealed class HostAddressConfiguration : IEntityTypeConfiguration<HostAddress>
{
    public void Configure(EntityTypeBuilder<HostAddress> builder)
    {
        builder.ToTable("HostAddresses");
        builder.HasKey(a => a.AddressKey);
        builder.HasIndex(a => a.HostId);
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
