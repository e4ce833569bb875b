using JitPortal.Inventory.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitPortal.Data.Configurations;

internal sealed class HostAddressConfiguration : IEntityTypeConfiguration<HostAddress>
{
    public void Configure(EntityTypeBuilder<HostAddress> builder)
    {
        builder.ToTable("HostAddresses");
        builder.HasKey(a => a.AddressKey);
        builder.HasIndex(a => a.HostId);
    }
}
