using JitPortal.Grants.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitPortal.Data.Configurations;

internal sealed class ProofEvidenceConfiguration : IEntityTypeConfiguration<ProofEvidence>
{
    public void Configure(EntityTypeBuilder<ProofEvidence> builder)
    {
        builder.ToTable("ProofEvidence");
        builder.HasKey(e => e.ProofId);
    }
}
