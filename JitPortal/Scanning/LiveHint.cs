using System.Net;

namespace JitPortal.Scanning;

/// <summary>A host that Nmap found up and has not finished yet.</summary>
public sealed record LiveHint(IPAddress Address, IReadOnlyList<string> Hostnames);
