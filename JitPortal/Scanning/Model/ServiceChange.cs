
namespace JitPortal.Scanning.Model;

/// <summary>One service that two scans see differently.</summary>
/// <param name="Before">What was behind it, empty when it was not open.</param>
/// <param name="After">What is behind it now, empty when it is not open.</param>
public sealed record ServiceChange(Endpoint Service, string Before, string After);
