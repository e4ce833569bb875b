namespace JitPortal.Components.Pages.Map;

/// <summary>How far a running scan is in one block of 256 addresses.</summary>
/// <param name="First">First address of the block.</param>
/// <param name="State"><c>wait</c>, <c>run</c> or <c>done</c>.</param>
/// <param name="Done">Addresses dealt with, of 256.</param>
public sealed record ScanFront(string First, string State, int Done);
