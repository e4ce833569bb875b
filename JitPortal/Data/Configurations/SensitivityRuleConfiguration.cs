using JitPortal.Inventory.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitPortal.Data.Configurations;

internal sealed class SensitivityRuleConfiguration : IEntityTypeConfiguration<SensitivityRule>
{
    public void Configure(EntityTypeBuilder<SensitivityRule> builder)
    {
        builder.ToTable("SensitivityRules");
        builder.HasIndex(r => r.Position);
    }
}
