namespace JitPortal.Scanning.Reading;

/// <summary>One thing that an Nmap XML stream said, in the order of the stream.</summary>
public abstract record ScanItem;
