using System.Globalization;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables;

/// <summary>
/// What the comment of one of our elements says: until when it was told to stand and for which grants. So a portal that was killed
/// finds its own work again, and the kernel's list explains itself to whoever reads it.
/// </summary>
/// <param name="Grants">Those whose deadline is latest, at most three: a comment holds 127 bytes.</param>
/// <param name="More">There are more grants on this tuple than the comment can hold.</param>
internal sealed record NftMark(DateTimeOffset Deadline, IReadOnlyList<GrantId> Grants, bool More)
{
    public const int MostGrants = 3;
    private const string Prefix = "jit:";

    /// <summary>The <c>ID</c> of an <c>upsert</c> line: milliseconds since 1970, a colon, grants with commas, a plus sign when there are more.</summary>
    public string Id =>
        string.Create(CultureInfo.InvariantCulture, $"{Deadline.ToUnixTimeMilliseconds()}:{string.Join(',', Grants)}{(More ? "+" : "")}");

    public string Comment => Prefix + Id;

    public bool Equals(NftMark? other) => other is not null && string.Equals(Id, other.Id, StringComparison.Ordinal);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Id);

    public static NftMark? FromComment(string? comment) =>
        comment is not null && comment.StartsWith(Prefix, StringComparison.Ordinal) ? FromId(comment[Prefix.Length..]) : null;

    /// <summary>NB. What passes here goes into nft's language as it is: digits, lower-case hex, commas and one plus sign only.</summary>
    public static NftMark? FromId(string id)
    {
        var colon = id.IndexOf(':', StringComparison.Ordinal);
        if (
            colon is <= 0 or > 15
            || !long.TryParse(id.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        )
            return null;
        var more = id.EndsWith('+');
        var grants = new List<GrantId>();
        foreach (var text in id[(colon + 1)..(more ? ^1 : ^0)].Split(','))
        {
            if (text.Length != 32 || text.Any(c => !char.IsAsciiHexDigitLower(c)) || !GrantId.TryParse(text, null, out var grant))
                return null;
            grants.Add(grant);
        }

        return grants.Count > MostGrants ? null : new NftMark(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), grants, more);
    }
}
