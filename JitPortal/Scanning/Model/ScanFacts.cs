namespace JitPortal.Scanning.Model;

/// <summary>What one scan says, as far as a comparison needs it.</summary>
/// <param name="Open">Each open service, and what was seen behind it.</param>
/// <param name="Asked">Whether the scan looked at this port of this address and came to an answer: open, or not open.</param>
/// <param name="Blind">Its kinds of scan that cannot tell open from closed, in Nmap's words; empty when it had none.</param>
public sealed record ScanFacts(IReadOnlyDictionary<Endpoint, SeenService> Open, Func<Endpoint, bool> Asked, IReadOnlyList<string> Blind);
