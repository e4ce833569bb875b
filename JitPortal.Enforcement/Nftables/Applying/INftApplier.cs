using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables.Applying;

/// <summary>
/// Whoever has the right to touch the kernel's tables, near or far. It understands <c>list</c>, <c>apply</c> with lines of
/// <see cref="NftOrder"/>, <c>probe</c> and <c>reach</c> with a <see cref="Vantages.ProbeOrder"/>, and <c>check</c>.
/// </summary>
internal interface INftApplier : IAsyncDisposable
{
    /// <summary>What it answered, or why it did not, as a sentence for people.</summary>
    Task<Outcome<string>> AskAsync(string verb, string body, CancellationToken ct);

    /// <summary>Calls <paramref name="changed"/> when somebody touched the tables. Ends when it can't tell (any more); asking from time to time is needed all the same.</summary>
    Task WatchAsync(Action changed, CancellationToken ct);
}
