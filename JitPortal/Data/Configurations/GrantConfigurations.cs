using JitPortal.Grants.Model;
using JitPortal.Shared;
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
        builder.Property(g => g.Site).HasDefaultValue(SiteName.Main);
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

internal sealed class GrantDoorConfiguration : IEntityTypeConfiguration<GrantDoor>
{
    public void Configure(EntityTypeBuilder<GrantDoor> builder)
    {
        builder.ToTable("GrantDoors");
        builder.HasKey(d => new { d.GrantId, d.Point });
        builder.HasIndex(d => d.NextAttemptAt);
        builder.HasIndex(d => d.NextLookAt);
    }
}

internal sealed class ProofConfiguration : IEntityTypeConfiguration<Proof>
{
    public void Configure(EntityTypeBuilder<Proof> builder)
    {
        builder.ToTable("Proofs");
        builder.HasOne(p => p.Evidence).WithOne().HasForeignKey<ProofEvidence>(e => e.ProofId);
    }
}

internal sealed class ProofEvidenceConfiguration : IEntityTypeConfiguration<ProofEvidence>
{
    public void Configure(EntityTypeBuilder<ProofEvidence> builder)
    {
        builder.ToTable("ProofEvidence");
        builder.HasKey(e => e.ProofId);
    }
}
