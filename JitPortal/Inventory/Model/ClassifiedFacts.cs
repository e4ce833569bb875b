using JitPortal.Shared;

namespace JitPortal.Inventory.Model;

/// <summary>What a rule can look at.</summary>
/// <param name="AddressNumber">See <see cref="AddressText.ToNumber"/>.</param>
public readonly record struct ClassifiedFacts(UInt128 AddressNumber, TransportProtocol Protocol, int Port, string? Name, string? Product, IReadOnlyList<string> Cpes);
