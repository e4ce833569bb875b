namespace JitPortal.Enforcement.Nftables;

/// <summary>An element as the kernel lists it.</summary>
/// <param name="Expires">Time left; null when it would stand for ever.</param>
internal sealed record NftElement(NftTuple Tuple, TimeSpan? Expires, string? Comment)
{
    /// <summary>What it says about itself, when it is one of ours.</summary>
    public NftMark? Mark { get; } = NftMark.FromComment(Comment);

    /// <summary>As nft prints it, for people.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Tuple.Key} {(Expires is { } left ? $"expires {left.TotalSeconds:0}s" : "without timeout")}{(Comment is null ? "" : $" comment \"{Comment}\"")}");
}
