using System.Net;

namespace JitPortal.Scanning.Reading;

/// <summary>A host was found up; its ports come later, when its group is done.</summary>
public sealed record HostHint(IPAddress Address, string? Mac, string? Vendor, IReadOnlyList<string> Hostnames) : ScanItem;
