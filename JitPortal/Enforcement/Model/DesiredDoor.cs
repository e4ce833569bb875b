using System.Net;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Model;

/// <summary>One door that should be open now: for which grant, from where, to what, and until when.</summary>
/// <param name="Source">The only address that may pass; IPv4 is never written as IPv6.</param>
/// <param name="Deadline">From this moment on the door must be shut, whoever forgets it.</param>
public sealed record DesiredDoor(GrantId Grant, IPAddress Source, Endpoint Service, DateTimeOffset Deadline)
{
    /// <summary>The port the door had before (a portal that restarted), to be tried first so that commands people copied still work.</summary>
    public int? PreferredPort { get; init; }
}
