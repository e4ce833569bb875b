using JitPortal.Shared;

namespace JitPortal.Scanning.Model;

/// <summary>One entry of a target text: a range of addresses, or a name that has yet to be resolved.</summary>
/// <param name="Text">The entry as it was written.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Counted from 1.</param>
public sealed record TargetItem(string Text, AddressRange? Range, string? HostName, int Line, int Column);
