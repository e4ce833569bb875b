namespace JitPortal.Grants;

/// <summary>A live connection of a grant.</summary>
public sealed record ConnectionView(string Id, string Source, DateTimeOffset OpenedAt, long BytesIn, long BytesOut);
