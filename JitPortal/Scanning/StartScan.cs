namespace JitPortal.Scanning;

/// <summary>What a person asks for.</summary>
/// <param name="Target">As written: addresses, networks, ranges, host names.</param>
/// <param name="Profile">ping, quick, standard, full or safe-scripts.</param>
/// <param name="Vantage">From where the portal looks; left out, the setting <c>Scanning:Vantage</c>.</param>
public sealed record StartScan(string? Target, string? Profile, string? Vantage = null);
