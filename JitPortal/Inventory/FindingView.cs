using JitPortal.Shared;

namespace JitPortal.Inventory;

/// <summary>A weakness that a scan reported.</summary>
/// <param name="Name">Its public name, e.g. <c>CVE-2024-6387</c>.</param>
/// <param name="Port">Of the service, e.g. <c>22/tcp</c>.</param>
public sealed record FindingView(long Id, Severity Severity, string Title, string Name, string Port);
