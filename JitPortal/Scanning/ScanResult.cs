using JitPortal.Scanning.Model;

namespace JitPortal.Scanning;

/// <summary>What a run came to.</summary>
internal sealed record ScanResult(
    ScanState State,
    bool Complete,
    int Hosts,
    int Services,
    int Changes,
    string? Arguments,
    string? ScannerVersion,
    string? PortScope,
    IReadOnlyList<ScanWarning> Warnings,
    string? ErrorOutput,
    string? Error);
