using JitPortal.Idempotency.Model;
using JitPortal.Journal.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JitPortal.Data.Configurations;

internal sealed class JournalEntryConfiguration : IEntityTypeConfiguration<JournalEntry>
{
    public void Configure(EntityTypeBuilder<JournalEntry> builder)
    {
        builder.ToTable("Journal");
        builder.HasKey(e => e.Seq);
        builder.Property(e => e.Seq).ValueGeneratedNever();
        builder.HasIndex(e => e.Subject);
        builder.HasIndex(e => e.Type);
        builder.HasIndex(e => e.Actor);
        builder.HasIndex(e => e.At);
    }
}

internal sealed class OutboxRowConfiguration : IEntityTypeConfiguration<OutboxRow>
{
    public void Configure(EntityTypeBuilder<OutboxRow> builder)
    {
        builder.ToTable("Outbox");
        builder.Property(r => r.Subscriber).HasMaxLength(64);
        builder.HasIndex(r => new { r.Subscriber, r.Seq }).IsUnique();
    }
}

internal sealed class IdempotentCallConfiguration : IEntityTypeConfiguration<IdempotentCall>
{
    public void Configure(EntityTypeBuilder<IdempotentCall> builder)
    {
        builder.ToTable("IdempotentCalls");
        builder.HasIndex(c => new { c.UserId, c.Key }).IsUnique();
        builder.HasIndex(c => c.At);
    }
}
