namespace JitPortal.Enforcement.Nftables.Cutting;

/// <summary>Ends connections whose packets do not pass any more: without it a silent one lives on at both ends until somebody speaks.</summary>
internal interface IFlowCutter : IAsyncDisposable
{
    /// <summary>Cuts the TCP connections of each tuple, and how many there were. Never fails: what can't be cut is dead all the same.</summary>
    Task<IReadOnlyDictionary<NftTuple, int>> CutAsync(IReadOnlyList<NftTuple> tuples, CancellationToken ct);
}
