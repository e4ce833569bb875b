namespace JitPortal.Shared;

/// <summary>One page of a list. <see cref="Next"/> goes into <c>after</c> of the next call; null at the end.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next, long? Total = null);
