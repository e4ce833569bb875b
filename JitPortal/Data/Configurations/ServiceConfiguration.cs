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
        builder.HasIndex(s => new { s.Port, s.Protocol });
        builder.HasIndex(s => s.Name);
        builder.HasIndex(s => s.Sensitivity);
        builder.HasOne(s => s.Host).WithMany().HasForeignKey(s => s.HostId);
    }
}
