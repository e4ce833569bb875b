using System.Net;
<<<<<<< HEAD
=======
using JitPortal.Shared;
>>>>>>> 803db87 (Shell: tokens, patterns, layout, controls and the base of live pages)

namespace JitPortal.Components;

/// <summary>
<<<<<<< HEAD
/// The address that a circuit's browser came from. A circuit has no HttpContext, so App.razor reads the address while it renders as
/// plain HTML and hands it down; null = unknown.
/// </summary>
public sealed class CircuitSource
{
    public IPAddress? Address { get; set; }
=======
/// The address from which this circuit's page was asked for, set once by <see cref="Routes"/>. NB. Grants are pinned to it, so it is
/// read where forwarded headers of configured proxies were already applied, and never from the browser.
/// </summary>
internal sealed class CircuitSource
{
    private bool _set;

    /// <summary>Null when the connection had no address, as in tests without a socket.</summary>
    public IPAddress? Address { get; private set; }

    public void Set(string? text)
    {
        if (_set)
            return;
        _set = true;
        if (IPAddress.TryParse(text, out var address))
            Address = AddressText.FromNumber(AddressText.ToNumber(address));
    }
>>>>>>> 803db87 (Shell: tokens, patterns, layout, controls and the base of live pages)
}
