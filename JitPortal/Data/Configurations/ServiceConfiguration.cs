using JitPortal.Inventory.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitPortal.Data.Configurations;

internal sealed class ServiceConfiguration : IEntityTypeConfiguration<Service>
{
    public void Configure(EntityTypeBuilder<Service> builder)
    {
        builder.ToTable("Services");
        builder.HasIndex(s => new { s.HostId, s.Protocol, s.Port }).IsUnique();
        builder.HasIndex(s => s.Place);
        // The few with findings, in address order.
        builder.HasIndex(s => s.Place, "IX_Services_WithFinding").HasFilter("\"WorstFinding\" > 0");
        builder.HasIndex(s => new { s.Port, s.Place });
        builder.HasIndex(s => new { s.Name, s.Place });
        builder.HasIndex(s => new { s.Sensitivity, s.Place });
        builder.HasOne(s => s.Host).WithMany().HasForeignKey(s => s.HostId);
    }
}
