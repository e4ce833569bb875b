using JitPortal.Grants.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitPortal.Data.Configurations;

internal sealed class GrantConfiguration : IEntityTypeConfiguration<Grant>
{
    public void Configure(EntityTypeBuilder<Grant> builder)
    {
        builder.ToTable("Grants");
        builder.Property(g => g.Id).ValueGeneratedNever();
        builder.Property(g => g.Version).IsConcurrencyToken();
        builder.HasIndex(g => new { g.State, g.Deadline });
        builder.HasIndex(g => new { g.State, g.ClosedAt });
        builder.HasIndex(g => new { g.HolderId, g.CreatedAt });
        builder.HasIndex(g => g.RequestId);
        builder.HasIndex(g => g.ServiceId);
        builder.Ignore(g => g.Slowest);
        builder.HasMany(g => g.Doors).WithOne().HasForeignKey(d => d.GrantId);
        builder.Navigation(g => g.Doors).AutoInclude();
        builder.HasMany(g => g.Proofs).WithOne().HasForeignKey(p => p.GrantId);
    }
}
