using JitPortal.Enforcement.Model;

namespace JitPortal.Grants;

/// <summary>How to use an open grant.</summary>
/// <param name="Command">Ready to paste once the steps before it are done; null when the host is no plain name.</param>
public sealed record ConnectView(string Host, int Port, string? Command, DateTimeOffset ExpiresAt)
{
    /// <summary>Everything to do, in order; the last step is the command itself.</summary>
    public IReadOnlyList<ConnectStep> Steps { get; init; } = [];

    /// <summary>The same with one command of the portal's own program, for people who have it; null where there is none.</summary>
    public string? InOneStep { get; init; }
}
