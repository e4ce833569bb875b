using JitPortal.Policies.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitPortal.Data.Configurations;

internal sealed class PolicySetVersionConfiguration : IEntityTypeConfiguration<PolicySetVersion>
{
    public void Configure(EntityTypeBuilder<PolicySetVersion> builder)
    {
        builder.ToTable("PolicySets");
        builder.HasKey(p => p.Number);
        builder.Property(p => p.Number).ValueGeneratedNever();
    }
}
