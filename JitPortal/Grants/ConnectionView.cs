namespace JitPortal.Grants;

/// <summary>A live connection of a grant.</summary>
/// <param name="RateIn">Bytes a second from the person to the service, over the last seconds.</param>
/// <param name="RateOut">The same, the other way.</param>
public sealed record ConnectionView(string Id, string Source, DateTimeOffset OpenedAt, long BytesIn, long BytesOut, long RateIn = 0, long RateOut = 0);
