using System.Buffers;
using System.Text;

namespace JitPortal.Scanning.Reading;

/// <summary>
/// The characters of an Nmap XML stream, made fit for an XML reader: decoded with replacement, illegal raw characters and references to
/// unknown entities turned into U+FFFD, and cut into segments at every further <c>&lt;?xml</c> or <c>&lt;nmaprun</c>, because
/// <c>--append-output</c> writes several documents into one file. It hands out at most one host element a call, so that after damage
/// reading can go on at the next host. What has arrived is handed out at once: a live scan shows each host as soon as Nmap flushed it.
/// </summary>
internal sealed class NmapText(Stream stream, int tokenLimit) : TextReader
{
    private const int Chunk = 32 * 1024;
    private const int LongestReference = 12;
    private const int OpeningLength = 4096;
    private const string ResumePrefix = "<nmaprun>";

    /// <summary>Illegal in XML when raw, and the start of a reference. ASCII alone, which is searched several times faster than a mixed set.</summary>
    private static readonly SearchValues<char> Suspect = SearchValues.Create([.. Enumerable.Range(0, 32).Except([9, 10, 13]).Select(c => (char)c), '&']);

    private static readonly string[] Markers = ["<host", "<nmaprun", "<?xml", "<!--", "<![CDATA["];
    private static readonly string[] Cuttable = [.. Markers, "-->", "]]>"];
    private static readonly SearchValues<string> AnyMarker = SearchValues.Create(Markers, StringComparison.Ordinal);

    private readonly byte[] _bytes = new byte[Chunk];
    private readonly char[] _chars = new char[Chunk + 64];
    private Decoder? _decoder;
    private int _start;
    private int _stop;
    private int _scan;
    private int _ready;
    private int _end;
    private bool _ended;
    private bool _segmentOver;
    private bool _segmentBegun;
    private bool _sawRun;
    private int _prefixLeft;
    private string? _until;
    private int _sinceNode;
    private string _encodingName = "utf-8";

    /// <summary>Position of the next character to be handed out, counted from 1.</summary>
    public int Line { get; private set; } = 1;
    public int Column { get; private set; } = 1;

    /// <summary>Nothing is left in the whole stream.</summary>
    public bool AtEnd => _ended && _start == _end;

    /// <summary>The start tag of this segment's run was handed out, whole or damaged.</summary>
    public bool SawRun => _sawRun;

    /// <summary>Something that is no markup stood before the segment.</summary>
    public bool SkippedText { get; private set; }

    /// <summary>The first characters of the stream, to say what it is when it is no XML.</summary>
    public string Opening { get; private set; } = "";

    /// <summary>The encoding that the file declares, when it is not the one it is read with.</summary>
    public string? NotRead { get; private set; }

    /// <summary>Where the first bytes stand that are no letters in the file's encoding and were replaced; null when there were none.</summary>
    public (int Line, int Column)? Replaced { get; private set; }

    /// <summary>For people: what the bytes were read as.</summary>
    public string EncodingName => _encodingName;

    /// <summary>The XML reader got a node out of what it was given.</summary>
    public void NodeRead() => _sinceNode = 0;

    /// <summary>Goes to the first tag of the next segment; false when there is none.</summary>
    public bool BeginSegment()
    {
        SkippedText = false;
        while (_start < _ready || Fill())
        {
            var text = _chars.AsSpan(_start, _ready - _start);
            if (Opening.Length == 0)
                Opening = new string(text[..Math.Min(text.Length, OpeningLength)]);
            var tag = text.IndexOf('<');
            var skipped = tag < 0 ? text : text[..tag];
            SkippedText |= skipped.IndexOfAnyExcept(" \t\r\n\uFFFD") >= 0;
            Take(skipped.Length);
            if (tag < 0)
                continue;
            _scan = _stop = _start;
            (_segmentOver, _segmentBegun, _sawRun, _until) = (false, false, false, null);
            return true;
        }
        return false;
    }

    /// <summary>Throws away the rest of the segment; false when no other follows.</summary>
    public bool SkipToNextSegment()
    {
        while (!_segmentOver && (_start < _ready || Fill()))
        {
            if (FindStop())
                Take(_stop - _start);
        }
        return BeginSegment();
    }

    /// <summary>
    /// Throws away what is damaged before the run and goes on with its start tag; false when the next host, another segment or the end
    /// comes first.
    /// </summary>
    public bool ResumeAtRun()
    {
        LookAgain();
        while (!_segmentOver && !_sawRun && (_start < _ready || Fill()))
        {
            if (_scan == _start && _until is null && IsDocument(_start) && Is(_start, "<nmaprun"))
                return true;
            if (_scan == _start && _until is null && IsHost(_start))
                return false;
            if (FindStop())
                Take(_stop - _start);
        }

        return false;
    }

    /// <summary>
    /// Throws away the rest of a damaged host and goes on with the next one, as if it stood in a run of its own; false when the next
    /// thing is another segment or the end.
    /// </summary>
    public bool ResumeAtNextHost()
    {
        LookAgain();
        while (!_segmentOver && (_start < _ready || Fill()))
        {
            if (_scan == _start && _until is null && IsHost(_start))
            {
                (_prefixLeft, _segmentBegun, _sawRun) = (ResumePrefix.Length, true, true);
                return true;
            }
            if (FindStop())
                Take(_stop - _start);
        }
        return false;
    }

    /// <summary>After damage nobody knows whether this is still a comment or section: what is not handed out yet is looked through anew.</summary>
    private void LookAgain()
    {
        _until = null;
        _scan = _stop = _start;
    }

    /// <summary>Characters that <see cref="ResumeAtNextHost"/> put before the text.</summary>
    public int PrefixLength => _prefixLeft;

    public override int Read(char[] buffer, int index, int count)
    {
        if (_prefixLeft > 0)
        {
            ResumePrefix.CopyTo(0, buffer, index, ResumePrefix.Length);
            _prefixLeft = 0;
            return ResumePrefix.Length;
        }
        while (!_segmentOver && (_start < _ready || Fill()))
        {
            if (!FindStop())
                break;
            var n = Math.Min(count, _stop - _start);
            _chars.AsSpan(_start, n).CopyTo(buffer.AsSpan(index, n));
            Take(n);
            _segmentBegun = true;
            if ((_sinceNode += n) > tokenLimit)
                throw new InvalidDataException("A single tag is too long.");
            return n;
        }
        return 0;
    }

    public override int Read()
    {
        var one = new char[Math.Max(1, ResumePrefix.Length)];
        return Read(one, 0, 1) == 0 ? -1 : one[0];
    }

    private void Take(int n)
    {
        var taken = _chars.AsSpan(_start, n);
        var lines = taken.Count('\n');
        Line += lines;
        Column = lines == 0 ? Column + n : n - taken.LastIndexOf('\n');
        _start += n;
    }

    /// <summary>Finds where this hand-out must stop; false at the start of another segment.</summary>
    private bool FindStop()
    {
        if (_stop > _start)
            return true;
        _scan = Math.Max(_scan, _start);
        while (true)
        {
            var ahead = _chars.AsSpan(_scan, _ready - _scan);
            var found = _until is null ? ahead.IndexOfAny(AnyMarker) : ahead.IndexOf(_until, StringComparison.Ordinal);
            if (_until is not null && !_sawRun && ahead.IndexOf("<nmaprun", StringComparison.Ordinal) is > 0 and var run && (found < 0 || run < found))
            {
                // A comment before the run that was never closed must not take the run with it: it is handed out only up to there.
                _scan = _stop = _scan + run;
                return true;
            }

            if (found < 0)
            {
                _scan = _stop = _ready;
                return true;
            }
            var at = _scan + found;
            if (_until is not null)
            {
                _scan = at + _until.Length;
                _until = null;
                continue;
            }
            var cuts = IsHost(at) || IsDocument(at);
            if (cuts && at > _start)
            {
                _scan = _stop = at;
                return true;
            }
            if (cuts && IsNewSegment(at))
            {
                _segmentOver = true;
                return false;
            }
            _until = Is(at, "<!--") ? "-->" : Is(at, "<![CDATA[") ? "]]>" : null;
            _scan = at + 4;
        }
    }

    private bool IsNewSegment(int at)
    {
        if (IsHost(at))
            return false;
        var isRun = Is(at, "<nmaprun");
        var begins = isRun ? _sawRun : _segmentBegun;
        _sawRun |= isRun;
        return begins;
    }

    private bool IsHost(int at) => Is(at, "<host") && IsNameEnd(at + 5);

    private bool IsDocument(int at) => (Is(at, "<nmaprun") && IsNameEnd(at + 8)) || (Is(at, "<?xml") && IsNameEnd(at + 5));

    private bool IsNameEnd(int at) => at >= _ready || _chars[at] is ' ' or '>' or '/' or '\t' or '\r' or '\n';

    private bool Is(int at, string marker) => _chars.AsSpan(at, _ready - at).StartsWith(marker, StringComparison.Ordinal);

    /// <summary>Gets more characters; false at the end. Call it only when all that was ready has been taken.</summary>
    private bool Fill()
    {
        while (!_ended)
        {
            var held = _end - _ready;
            _chars.AsSpan(_ready, held).CopyTo(_chars);
            (_start, _stop, _scan, _ready, _end) = (0, 0, 0, 0, held);
            var (offset, length) = _decoder is null ? ReadFirst() : (0, stream.Read(_bytes));
            _ended = length == 0;
            _end += _decoder!.GetChars(_bytes.AsSpan(offset, Math.Max(0, length - offset)), _chars.AsSpan(_end), flush: _ended);
            _ready = _end;
            NoteReplaced(held);
            RepairMarks();
            Repair();
            if (!_ended)
                HoldCutMarker();
            if (_ready > 0)
                return true;
        }
        return false;
    }

    private (int Offset, int Length) ReadFirst()
    {
        var length = stream.ReadAtLeast(_bytes, 4, throwOnEndOfStream: false);
        var sniffed = TextEncodingSniffer.Sniff(_bytes.AsSpan(0, length));
        (_decoder, NotRead, _encodingName) = (sniffed.Encoding.GetDecoder(), sniffed.NotRead, sniffed.Encoding.WebName);
        return (sniffed.Skip, length);
    }

    /// <summary>The decoder puts this letter in the place of bytes that are none.</summary>
    private void NoteReplaced(int from)
    {
        if (Replaced is not null)
            return;
        var at = _chars.AsSpan(from, _end - from).IndexOf('\uFFFD');
        if (at < 0)
            return;
        var before = _chars.AsSpan(0, from + at);
        var lines = before.Count('\n');
        Replaced = (Line + lines, lines == 0 ? Column + before.Length : before.Length - before.LastIndexOf('\n'));
    }

    /// <summary>The byte order mark, which occurs inside joined files, and the two code points that are no characters.</summary>
    private void RepairMarks()
    {
        for (var at = 0; ; at++)
        {
            var found = _chars.AsSpan(at, _end - at).IndexOfAnyInRange('\uFEFF', '\uFFFF');
            if (found < 0)
                return;
            at += found;
            _chars[at] = _chars[at] switch
            {
                '\uFEFF' => ' ',
                '\uFFFE' or '\uFFFF' => '\uFFFD',
                var harmless => harmless,
            };
        }
    }

    private void Repair()
    {
        for (var at = 0; ; at++)
        {
            var found = _chars.AsSpan(at, _end - at).IndexOfAny(Suspect);
            if (found < 0)
                return;
            at += found;
            if (_chars[at] == '&')
            {
                var reference = _chars.AsSpan(at, Math.Min(LongestReference, _end - at));
                var semicolon = reference.IndexOf(';');
                if (semicolon < 0 && !_ended && reference.Length < LongestReference)
                {
                    _ready = at;
                    return;
                }
                if (semicolon > 0 && XmlReferences.IsKnown(reference[1..semicolon]))
                    continue;
            }
            _chars[at] = '\uFFFD';
        }
    }

    /// <summary>Keeps back a marker whose rest has not arrived. NB. Anything else must go out, or a live scan would lag by one flush.</summary>
    private void HoldCutMarker()
    {
        for (var length = Math.Min(9, _ready); length > 0; length--)
        {
            var tail = _chars.AsSpan(_ready - length, length);
            foreach (var marker in Cuttable)
            {
                if (marker.Length >= length && marker.AsSpan().StartsWith(tail, StringComparison.Ordinal) && (length < marker.Length || marker[^1] is 't' or 'n' or 'l'))
                {
                    _ready -= length;
                    return;
                }
            }
        }
    }
}
