using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace JitPortal.Data.Conversions;

/// <summary>
/// A moment as UTC ticks (100 ns since year 1). A number that is no moment, which only somebody else can have written, reads as the nearest
/// one: the journal's walk must come to it and say that it was changed.
/// </summary>
internal sealed class UtcTicks()
    : ValueConverter<DateTimeOffset, long>(
        v => v.UtcTicks,
        v => new DateTimeOffset(Math.Clamp(v, DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero)
    );
