namespace JitPortal.Scanning.Reading;

/// <summary>Nothing in the stream is Nmap XML; the sentence says what it is instead and what to do.</summary>
public sealed record ReadRefusal(int Line, int Column, string Sentence) : ScanItem;
