using JitPortal.Policies.Model;
using JitPortal.Shared;

namespace JitPortal.Policies;

/// <summary>What reading a policy text came to.</summary>
/// <param name="Book">Null when there is any problem: half a policy is no policy.</param>
/// <param name="Notices">What the text says and this version cannot do yet, and old words in it, with their places.</param>
public sealed record PolicyReading(PolicySet? Book, IReadOnlyList<Problem> Problems, IReadOnlyList<Problem> Notices)
{
    /// <summary>What the text names, to be looked up.</summary>
    internal IReadOnlyList<Mention> Mentions { get; init; } = [];
}
