namespace JitPortal.Scanning.Reading;

/// <summary>Always the last item.</summary>
/// <param name="Complete">Every run reached its end and none of them failed.</param>
/// <param name="Hosts">Complete host elements read.</param>
/// <param name="DroppedHosts">Host elements that were cut off or damaged.</param>
/// <param name="OpenPorts">Open ports in the complete hosts, whatever the protocol; pings that masscan writes as ports are none.</param>
public sealed record ReadSummary(bool Complete, int Hosts, int DroppedHosts, int OpenPorts, int Hints) : ScanItem;

/// <summary>Nothing in the stream is Nmap XML; the sentence says what it is instead and what to do.</summary>
public sealed record ReadRefusal(int Line, int Column, string Sentence) : ScanItem;
