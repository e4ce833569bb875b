using JitPortal.Identity.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitPortal.Data.Configurations;

internal sealed class PersonalNoticeConfiguration : IEntityTypeConfiguration<PersonalNotice>
{
    public void Configure(EntityTypeBuilder<PersonalNotice> builder)
    {
        builder.ToTable("PersonalNotices");
        builder.Property(n => n.Id).ValueGeneratedNever();
        builder.HasIndex(n => new { n.UserId, n.At });
        builder.HasOne<User>().WithMany().HasForeignKey(n => n.UserId);
    }
}
