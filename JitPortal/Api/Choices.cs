using System.Diagnostics.CodeAnalysis;
using JitPortal.Shared;

namespace JitPortal.Api;

/// <summary>
/// Values of an enumeration in a query string: <c>state=Open,Closed</c> and <c>state=Open&amp;state=Closed</c> alike, without case. What
/// cannot be read becomes a sentence in <see cref="UnreadableInput"/>.
/// </summary>
internal sealed class Choices<T> : IParsable<Choices<T>>
    where T : struct, Enum
{
    private Choices(IReadOnlyList<T> values) => Values = values;

    /// <summary>Each once, in the order in which they were written; empty = no condition.</summary>
    public IReadOnlyList<T> Values { get; }

    public static Choices<T> Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var read) ? read : throw new FormatException("Not all of these values are known.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out Choices<T> result)
    {
        var known = ChoiceText.TryParse<T>(s, out IReadOnlyList<T> values);
        result = known ? new Choices<T>(values) : null;
        return known;
    }
}
