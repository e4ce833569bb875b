namespace JitPortal.Scanning.Reading;

/// <summary>Something in the file was left out or repaired.</summary>
/// <param name="Line">Counted from 1, in the whole file.</param>
public sealed record ReadWarning(int Line, int Column, string Sentence) : ScanItem;
