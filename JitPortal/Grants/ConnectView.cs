namespace JitPortal.Grants;

/// <summary>How to use an open grant.</summary>
/// <param name="Command">Ready to paste; null when the host is no plain name.</param>
public sealed record ConnectView(string Host, int Port, string? Command, DateTimeOffset ExpiresAt);
