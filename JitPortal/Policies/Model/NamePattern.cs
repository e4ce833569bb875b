namespace JitPortal.Policies.Model;

/// <summary>
/// A name with <c>*</c> for any run of characters, compared without case: <c>postgres*</c>, <c>*sql*</c>, <c>cpe:/a:redis:*</c>.
/// Taken apart once, so that a match is a handful of span comparisons and never a regular expression.
/// </summary>
public sealed class NamePattern
{
    private readonly string[] _parts;

    public NamePattern(string text)
    {
        Text = text;
        _parts = text.Split('*');
    }

    public string Text { get; }

    public bool Matches(string name)
    {
        var first = _parts[0];
        if (_parts.Length == 1)
            return string.Equals(name, first, StringComparison.OrdinalIgnoreCase);
        var last = _parts[^1];
        if (
            name.Length < first.Length + last.Length
            || !name.StartsWith(first, StringComparison.OrdinalIgnoreCase)
            || !name.EndsWith(last, StringComparison.OrdinalIgnoreCase)
        )
            return false;
        var rest = name.AsSpan(first.Length, name.Length - first.Length - last.Length);
        for (var i = 1; i < _parts.Length - 1; i++)
        {
            var at = rest.IndexOf(_parts[i], StringComparison.OrdinalIgnoreCase);
            if (at < 0)
                return false;
            rest = rest[(at + _parts[i].Length)..];
        }

        return true;
    }

    public override string ToString() => Text;
}
