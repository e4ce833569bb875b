using System.Net;

namespace JitPortal.Components;

/// <summary>
/// The address that a circuit's browser came from. A circuit has no HttpContext, so App.razor reads the address while it renders as
/// plain HTML and hands it down; null = unknown.
/// </summary>
public sealed class CircuitSource
{
    public IPAddress? Address { get; set; }
}
