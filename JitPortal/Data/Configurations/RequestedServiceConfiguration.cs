using JitPortal.Requests.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitPortal.Data.Configurations;

internal sealed class RequestedServiceConfiguration : IEntityTypeConfiguration<RequestedService>
{
    public void Configure(EntityTypeBuilder<RequestedService> builder)
    {
        builder.ToTable("RequestedServices");
        builder.HasIndex(s => s.ServiceId);
    }
}
