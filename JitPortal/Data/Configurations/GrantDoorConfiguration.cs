using JitPortal.Grants.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitPortal.Data.Configurations;

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
