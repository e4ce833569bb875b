using System.Xml;

namespace JitPortal.Scanning.Reading;

/// <summary>One segment of the stream as XML nodes, with the bounds and the values that all element readers need.</summary>
internal sealed class NmapCursor : IDisposable
{
    /// <summary>Literals of the element readers: in the table they compare by reference first.</summary>
    private static readonly string[] Names =
    [
        "accuracy",
        "addr",
        "address",
        "addrtype",
        "args",
        "cpe",
        "elem",
        "endtime",
        "extrainfo",
        "extraports",
        "extrareasons",
        "hop",
        "host",
        "hosthint",
        "hostname",
        "hostnames",
        "hostscript",
        "id",
        "key",
        "method",
        "name",
        "nmaprun",
        "os",
        "osclass",
        "osmatch",
        "output",
        "port",
        "portid",
        "ports",
        "product",
        "protocol",
        "reason",
        "script",
        "service",
        "starttime",
        "state",
        "status",
        "table",
        "times",
        "trace",
        "tunnel",
        "type",
        "vendor",
        "version",
    ];

    private static readonly XmlReaderSettings Settings = new()
    {
        // NB. Ignore, not Prohibit (every modern Nmap file has a DOCTYPE) and not Parse: nothing is fetched, no entity is defined.
        DtdProcessing = DtdProcessing.Ignore,
        XmlResolver = null,
        CheckCharacters = false,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    };

    private readonly NmapText _text;
    private readonly XmlReader _reader;
    private readonly IXmlLineInfo _position;
    private readonly int _line;
    private readonly int _column;

    public NmapCursor(NmapText text, ReaderOptions options)
    {
        _text = text;
        Options = options;
        _line = text.Line;
        _column = text.Column - text.PrefixLength;
        var names = new NameTable();
        foreach (var name in Names)
            names.Add(name);
        var settings = Settings.Clone();
        settings.NameTable = names;
        _reader = XmlReader.Create(text, settings);
        _position = (IXmlLineInfo)_reader;
    }

    public ReaderOptions Options { get; }
    public int Depth => _reader.Depth;
    public string Name => _reader.LocalName;
    public string Value => _reader.Value;
    public bool IsEmpty => _reader.IsEmptyElement;
    public bool IsElement => _reader.NodeType == XmlNodeType.Element;
    public bool IsText => _reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace;

    /// <summary>Where the current node stands in the whole file.</summary>
    public (int Line, int Column) Position => InFile(_position.LineNumber, _position.LinePosition);

    public bool Read()
    {
        var more = _reader.Read();
        _text.NodeRead();
        if (_reader.Depth > Options.Depth)
            throw new InvalidDataException("Elements are nested too deeply.");
        return more;
    }

    /// <summary>True unless the element that began at <paramref name="depth"/> ends here.</summary>
    public bool ReadInside(int depth) => Read() && !(_reader.NodeType == XmlNodeType.EndElement && _reader.Depth <= depth);

    /// <summary>Next attribute of the current element. NB. Afterwards the cursor stands on the attribute until <see cref="EndAttributes"/>.</summary>
    public bool NextAttribute() => _reader.MoveToNextAttribute();

    public void EndAttributes() => _reader.MoveToElement();

    /// <summary>All attributes of the current element, for elements that are rare.</summary>
    public Dictionary<string, string> Attributes()
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        while (_reader.MoveToNextAttribute())
            all[_reader.LocalName] = _reader.Value;
        _reader.MoveToElement();
        return all;
    }

    /// <summary>
    /// Leaves the current element with all that is in it, however deep. True when it stopped at a host inside: then the element is a
    /// damaged tag that was never closed, and must not swallow the hosts behind it.
    /// </summary>
    public bool Skip()
    {
        if (_reader.IsEmptyElement)
            return false;
        var depth = _reader.Depth;
        while (ReadInside(depth))
        {
            if (IsElement && !IsEmpty && Name == "host")
                return true;
        }

        return false;
    }

    /// <summary>Text of the current element; its children are left out.</summary>
    public string ReadText()
    {
        if (_reader.IsEmptyElement)
            return "";
        var (depth, text) = (_reader.Depth, "");
        while (ReadInside(depth))
        {
            if (IsText && text.Length < Options.Text)
                text += _reader.Value;
        }
        return ScanText.Line(text, Options.Text);
    }

    /// <summary>The attribute's value as a cleaned line; null when there is nothing in it.</summary>
    public string? Line() => _reader.Value is { Length: > 0 } value ? ScanText.Line(value, Options.Text) : null;

    public (int Line, int Column) InFile(int line, int column) =>
        line <= 1 ? (_line, Math.Max(1, _column + column - 1)) : (_line + line - 1, column);

    public void Dispose() => _reader.Dispose();
}
