namespace JitPortal.Components.Pages.Map;

/// <summary>How far a running scan is in one block of 256 addresses.</summary>
/// <param name="First">First address of the block.</param>
/// <param name="State"><c>wait</c>, <c>run</c> or <c>done</c>.</param>
/// <param name="At">Cells before the front: what lies in front of the scope, and what is dealt with.</param>
/// <param name="Done">Addresses dealt with.</param>
/// <param name="Total">Addresses of the block that are in scope.</param>
/// <param name="Name">What people call the network; empty when nobody named it.</param>
public sealed record ScanFront(string First, string State, int At, int Done, int Total, string Name = "");
