using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace JitPortal.Policies;

/// <summary>
/// NB. The loader recurses, and a text of ten thousand brackets would end the process with its stack. So nesting is bounded, aliases
/// (which can make a node hold itself) are refused, and a scanner that trips over noise says so like over any other mistake.
/// </summary>
internal sealed class BoundedYamlParser(TextReader text) : IParser
{
    /// <summary>The form needs six levels.</summary>
    private const int MaxDepth = 16;

    private readonly Parser _parser = new(text);
    private int _depth;

    public ParsingEvent? Current => _parser.Current;

    public bool MoveNext()
    {
        if (!Next())
            return false;
        _depth += _parser.Current!.NestingIncrease;
        if (_depth > MaxDepth)
            throw new YamlException(_parser.Current.Start, _parser.Current.End, $"Nested deeper than {MaxDepth} levels");
        if (_parser.Current is AnchorAlias)
            throw new YamlException(_parser.Current.Start, _parser.Current.End, "Aliases (*name) are not read; write it out");
        return true;
    }

    private bool Next()
    {
        try
        {
            return _parser.MoveNext();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException)
        {
            var at = _parser.Current?.End ?? Mark.Empty;
            throw new YamlException(at, at, "What follows here can't be read", e);
        }
    }
}
