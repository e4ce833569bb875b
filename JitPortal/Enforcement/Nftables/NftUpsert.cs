namespace JitPortal.Enforcement.Nftables;

/// <summary>An element that has to be made, or made anew with another timeout.</summary>
internal sealed record NftUpsert(NftTuple Tuple, TimeSpan Lasts, NftMark Mark);
