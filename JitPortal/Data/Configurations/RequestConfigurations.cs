using JitPortal.Requests.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitPortal.Data.Configurations;

internal sealed class AccessRequestConfiguration : IEntityTypeConfiguration<AccessRequest>
{
    public void Configure(EntityTypeBuilder<AccessRequest> builder)
    {
        builder.ToTable("Requests");
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Version).IsConcurrencyToken();
        builder.HasIndex(r => new { r.State, r.PendingUntil });
        builder.HasIndex(r => new { r.RequesterId, r.CreatedAt });
        builder.HasMany(r => r.Services).WithOne().HasForeignKey(s => s.RequestId);
        builder.HasMany(r => r.Decisions).WithOne().HasForeignKey(d => d.RequestId);
    }
}

internal sealed class RequestedServiceConfiguration : IEntityTypeConfiguration<RequestedService>
{
    public void Configure(EntityTypeBuilder<RequestedService> builder)
    {
        builder.ToTable("RequestedServices");
        builder.Property(s => s.Site).HasDefaultValue(SiteName.Main);
        builder.HasIndex(s => s.ServiceId);
    }
}

internal sealed class DecisionConfiguration : IEntityTypeConfiguration<Decision>
{
    public void Configure(EntityTypeBuilder<Decision> builder)
    {
        builder.ToTable("Decisions");
        builder.HasIndex(d => new { d.RequestId, d.ById }).IsUnique();
    }
}
