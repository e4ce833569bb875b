using JitPortal.Inventory.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitPortal.Data.Configurations;

internal sealed class ServiceScriptConfiguration : IEntityTypeConfiguration<ServiceScript>
{
    public void Configure(EntityTypeBuilder<ServiceScript> builder)
    {
        builder.ToTable("ServiceScripts");
        builder.HasIndex(s => s.HostId);
        builder.HasIndex(s => s.ServiceId);
    }
}
