using JitPortal.Policies.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitPortal.Data.Configurations;

internal sealed class PolicyBookVersionConfiguration : IEntityTypeConfiguration<PolicyBookVersion>
{
    public void Configure(EntityTypeBuilder<PolicyBookVersion> builder)
    {
        builder.ToTable("PolicyBooks");
        builder.HasKey(p => p.Number);
        builder.Property(p => p.Number).ValueGeneratedNever();
    }
}
