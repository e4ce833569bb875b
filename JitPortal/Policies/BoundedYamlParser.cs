using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace JitPortal.Policies;

/// <summary>
/// NB. The loader recurses, and a text of ten thousand brackets would end the process with its stack. So nesting is bounded, aliases
/// (which can make a node hold itself) are refused, and a scanner or loader that trips over noise says so like over any other mistake.
/// </summary>
internal sealed class BoundedYamlParser : IParser
{
    /// <summary>The form needs six levels.</summary>
    private const int MaxDepth = 16;

    private readonly Parser _parser;
    private int _depth;

    private BoundedYamlParser(TextReader text) => _parser = new Parser(text);

    public ParsingEvent? Current => _parser.Current;

    /// <exception cref="YamlException">Whatever is wrong with the text, and nothing else.</exception>
    public static YamlStream Load(string yaml)
    {
        var parser = new BoundedYamlParser(new StringReader(yaml));
        try
        {
            var stream = new YamlStream();
            stream.Load(parser);
            return stream;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException)
        {
            var at = parser.Current?.End ?? Mark.Empty;
            throw new YamlException(at, at, "What follows here can't be read", e);
        }
    }

    public bool MoveNext()
    {
        if (!_parser.MoveNext())
            return false;
        _depth += _parser.Current!.NestingIncrease;
        if (_depth > MaxDepth)
            throw new YamlException(_parser.Current.Start, _parser.Current.End, $"Nested deeper than {MaxDepth} levels");
        if (_parser.Current is AnchorAlias)
            throw new YamlException(_parser.Current.Start, _parser.Current.End, "Aliases (*name) are not read; write it out");
        return true;
    }
}
