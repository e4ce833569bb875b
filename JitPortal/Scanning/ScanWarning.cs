namespace JitPortal.Scanning;

/// <summary>Something in a scan's output that was left out, cut off or repaired.</summary>
/// <param name="Line">Counted from 1; null where the whole scan is meant.</param>
public sealed record ScanWarning(int? Line, int? Column, string Sentence);
