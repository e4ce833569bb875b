using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace JitPortal.Data.Conversions;

/// <summary>Lists are equal when their items are, in order.</summary>
internal sealed class LinesComparer() : ValueComparer<IReadOnlyList<string>>(
    (a, b) => ReferenceEquals(a, b) || (a != null && b != null && a.SequenceEqual(b)),
    v => Lines.Join(v).GetHashCode(StringComparison.Ordinal),
    v => v.ToArray());
