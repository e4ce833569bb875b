using System.Buffers;
using System.Text;

namespace JitPortal.Scanning.Reading;

/// <summary>
/// The characters of an Nmap XML stream, made fit for an XML reader: decoded with replacement, illegal raw characters and references to
/// unknown entities turned into U+FFFD, and cut into segments at every further <c>&lt;?xml</c> or <c>&lt;nmaprun</c>, because
/// <c>--append-output</c> writes several documents into one file. It hands out at most one host element a call, so that after damage
/// reading can go on at the next host. What has arrived is handed out at once: a live scan shows each host as soon as Nmap flushed it.
/// A comment, section, instruction or document type that is never closed does not take the hosts behind it: at the first tag of a host or
/// run inside one it looks ahead, and breaks off there unless the construct ends as XML wants it.
/// </summary>
internal sealed class NmapText(Stream stream, int tokenLimit) : TextReader
{
    private const int Chunk = 32 * 1024;
    private const int Room = 64;

    /// <summary>
    /// So much of a host is handed out first. The XML reader wants a few characters more than the tag that it is at before it finds that it
    /// is damaged; with these alone the host behind can be given back.
    /// </summary>
    private const int FirstPiece = 16;
    private const int LongestReference = 12;
    private const int OpeningLength = 4096;

    /// <summary>Characters held to find the end of a construct that has a host or a run in it; one that is longer counts as not closed.</summary>
    private const int LongestLookAhead = 8 * 1024 * 1024;

    private const string ResumePrefix = "<nmaprun>";

    /// <summary>Illegal in XML when raw, and the start of a reference. ASCII alone, which is searched several times faster than a mixed set.</summary>
    private static readonly SearchValues<char> Suspect = SearchValues.Create([
        .. Enumerable.Range(0, 32).Except([9, 10, 13]).Select(c => (char)c),
        '&',
    ]);

    private static readonly string[] Markers = ["<host", "<nmaprun", "<?", "<!--", "<![CDATA[", "<!DOCTYPE"];
    private static readonly string[] Cuttable = [.. Markers, "<?xml", "-->", "]]>", "?>"];
    private static readonly SearchValues<string> AnyTag = SearchValues.Create(["<host", "<nmaprun", "<?xml"], StringComparison.Ordinal);
    private static readonly SearchValues<string> AnyMarker = SearchValues.Create(Markers, StringComparison.Ordinal);

    private readonly byte[] _bytes = new byte[Chunk];
    private char[] _chars = new char[Chunk + Room];
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
    private MarkupConstruct? _inside;
    private (int Line, int Column) _insideSince;
    private bool _brokenOff;
    private int _nextHost = -1;
    private (int At, int Line, int Column) _latest = NoHost;
    private int _sinceNode;
    private string _encodingName = "utf-8";
    private bool _isEbcdic;

    /// <summary>No host was handed out, or more of it than can be given back.</summary>
    private static (int At, int Line, int Column) NoHost => (-1, 0, 0);

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

    /// <summary>What was found not to be closed, and where it begins; null when the damage is another.</summary>
    public (string Name, int Line, int Column)? Unclosed { get; private set; }

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
            (_segmentOver, _segmentBegun, _sawRun) = (false, false, false);
            (_inside, _brokenOff, Unclosed, _latest) = (null, false, null, NoHost);
            return true;
        }
        return false;
    }

    /// <summary>Throws away the rest of the segment; false when no other follows.</summary>
    public bool SkipToNextSegment()
    {
        while (!_segmentOver && (_start < _ready || Fill()))
        {
            Skip();
        }
        return BeginSegment();
    }

    /// <summary>
    /// Throws away what is damaged before the run and goes on with its start tag; false when the next host, another segment or the end
    /// comes first.
    /// </summary>
    /// <param name="line">Where the damage is.</param>
    public bool ResumeAtRun(int line, int column)
    {
        LookAgain(line, column);
        while (!_segmentOver && !_sawRun && (_start < _ready || Fill()))
        {
            if (_scan == _start && _inside is null && IsDocument(_start) && Is(_start, "<nmaprun"))
                return true;
            if (_scan == _start && _inside is null && IsHost(_start))
                return false;
            Skip();
        }

        return false;
    }

    /// <summary>
    /// Throws away the rest of a damaged host and goes on with the next one, as if it stood in a run of its own; false when the next
    /// thing is another segment or the end.
    /// </summary>
    /// <param name="line">Where the damage is.</param>
    public bool ResumeAtNextHost(int line, int column)
    {
        LookAgain(line, column);
        while (!_segmentOver && (_start < _ready || Fill()))
        {
            if (_scan == _start && _inside is null && IsHost(_start))
            {
                (_prefixLeft, _segmentBegun, _sawRun) = (ResumePrefix.Length, true, true);
                return true;
            }
            Skip();
        }
        return false;
    }

    /// <summary>After damage nobody knows whether this is still a comment or section: what is not handed out yet is looked through anew.</summary>
    private void LookAgain(int line, int column)
    {
        if (_latest.At >= 0 && _start > _latest.At && (line, column).CompareTo((_latest.Line, _latest.Column)) <= 0)
            (_start, Line, Column) = _latest;
        (_inside, _brokenOff, Unclosed, _latest) = (null, false, null, NoHost);
        _scan = _stop = _start;
    }

    private void Skip()
    {
        if (FindStop())
            Take(_stop - _start);
        _brokenOff = false;
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
            if (_brokenOff && _stop == _start)
                throw new InvalidDataException("A construct is not closed.");
            var beginsHost = _start == _nextHost;
            if (!FindStop())
                break;
            var n = Math.Min(count, _stop - _start);
            if (n == 0)
                continue;
            (n, _latest) = beginsHost ? (Math.Min(n, FirstPiece), (_start, Line, Column)) : (n, NoHost);
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
            if (_inside is { } construct)
            {
                if (!LeaveConstruct(construct))
                    return true;
                continue;
            }

            var found = _chars.AsSpan(_scan, _ready - _scan).IndexOfAny(AnyMarker);
            if (found < 0)
            {
                _scan = _stop = _ready;
                return true;
            }
            var at = _scan + found;
            var cuts = IsHost(at) || IsDocument(at);
            if (cuts && at > _start)
            {
                _scan = _stop = at;
                _nextHost = IsHost(at) ? at : -1;
                return true;
            }
            if (cuts && IsNewSegment(at))
            {
                _segmentOver = true;
                return false;
            }
            _inside = MarkupConstruct.At(_chars.AsSpan(at, _ready - at));
            _insideSince = PlaceOf(at);
            _scan = at + (_inside?.Begin.Length ?? 4);
        }
    }

    /// <summary>
    /// Goes behind the end of the construct that is open here; false when what is there must be handed out first: the end has not come, or
    /// a host or run does and the construct is broken off there.
    /// </summary>
    private bool LeaveConstruct(MarkupConstruct construct)
    {
        var ahead = _chars.AsSpan(_scan, _ready - _scan);
        var end = construct.FindEnd(ahead);
        var tag = FindTag(end < 0 ? ahead : ahead[..end]);
        if (tag < 0)
        {
            _scan = end < 0 ? _ready : _scan + end;
            _inside = end < 0 ? construct : null;
            _stop = end < 0 ? _ready : _stop;
            return end >= 0;
        }

        // NB. Counted from the start of what is not taken, since looking ahead moves the characters.
        var place = _scan + tag - _start;
        if (EndBehind(construct, place) is { } behind)
        {
            (_scan, _inside) = (_start + behind, null);
            return true;
        }

        _scan = _stop = _start + place;
        (_inside, _brokenOff, Unclosed) = (null, true, (construct.Name, _insideSince.Line, _insideSince.Column));
        return false;
    }

    /// <summary>Where the construct ends that has a tag in it at this place; null when it does not end before it is broken.</summary>
    private int? EndBehind(MarkupConstruct construct, int tag)
    {
        for (var from = tag; ; )
        {
            var ahead = _chars.AsSpan(_start + from, _ready - _start - from);
            var (end, breach) = (construct.FindEnd(ahead), construct.FindBreach(ahead));
            if (end >= 0 && (breach < 0 || breach >= end - construct.End.Length))
                return from + end;
            if (breach >= 0 || _ready - _start - tag > LongestLookAhead)
                return null;
            from = Math.Max(tag, _ready - _start - MarkupConstruct.LongestMark);
            if (!Fill())
                return null;
        }
    }

    private int FindTag(ReadOnlySpan<char> text)
    {
        for (var from = 0; ; )
        {
            var found = text[from..].IndexOfAny(AnyTag);
            if (found < 0)
                return -1;
            var at = _scan + from + found;
            if (IsHost(at) || IsDocument(at))
                return from + found;
            from += found + 1;
        }
    }

    private (int Line, int Column) PlaceOf(int at)
    {
        var before = _chars.AsSpan(_start, at - _start);
        var lines = before.Count('\n');
        return (Line + lines, lines == 0 ? Column + before.Length : before.Length - before.LastIndexOf('\n'));
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

    /// <summary>Gets more characters behind those that are ready and not taken; false at the end.</summary>
    private bool Fill()
    {
        while (!_ended)
        {
            var gone = _latest.At < 0 ? _start : _latest.At;
            _chars.AsSpan(gone, _end - gone).CopyTo(_chars);
            (_stop, _scan, _ready, _end, _start) = (
                Math.Max(0, _stop - gone),
                Math.Max(0, _scan - gone),
                _ready - gone,
                _end - gone,
                _start - gone
            );
            _latest.At -= _latest.At < 0 ? 0 : gone;
            _nextHost = Math.Max(-1, _nextHost - gone);
            if (_chars.Length - _end < Chunk + Room)
                Array.Resize(ref _chars, _chars.Length * 2);
            var (before, from) = (_ready, _end);
            var (offset, length) = _decoder is null ? ReadFirst() : (0, stream.Read(_bytes));
            _ended = length == 0;
            _end += _decoder!.GetChars(_bytes.AsSpan(offset, Math.Max(0, length - offset)), _chars.AsSpan(_end), flush: _ended);
            _ready = _end;
            if (_isEbcdic)
                _chars.AsSpan(from, _end - from).Replace('\u0085', '\n');
            NoteReplaced(from);
            RepairMarks(from);
            Repair(before);
            if (!_ended)
                HoldCutMarker(before);
            if (_ready > before)
                return true;
        }
        return false;
    }

    private (int Offset, int Length) ReadFirst()
    {
        var length = stream.ReadAtLeast(_bytes, TextEncodingSniffer.Wanted, throwOnEndOfStream: false);
        var sniffed = TextEncodingSniffer.Sniff(_bytes.AsSpan(0, length));
        (_decoder, NotRead, _encodingName, _isEbcdic) = (
            sniffed.Encoding.GetDecoder(),
            sniffed.NotRead,
            sniffed.Encoding.WebName,
            sniffed.IsEbcdic
        );
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
        Replaced = PlaceOf(from + at);
    }

    /// <summary>The byte order mark, which occurs inside joined files, and the two code points that are no characters.</summary>
    private void RepairMarks(int from)
    {
        for (var at = from; ; at++)
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

    private void Repair(int from)
    {
        for (var at = from; ; at++)
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
    private void HoldCutMarker(int from)
    {
        for (var length = Math.Min(MarkupConstruct.LongestMark, _ready - from); length > 0; length--)
        {
            var tail = _chars.AsSpan(_ready - length, length);
            foreach (var marker in Cuttable)
            {
                if (marker.Length < length || !marker.AsSpan().StartsWith(tail, StringComparison.Ordinal))
                    continue;
                // A whole mark needs no more, unless it is a tag whose name may go on. NB. "<?" may become "<?xml".
                if (length < marker.Length || marker[^1] is 't' or 'n' or 'l' or '?')
                    _ready -= length;
                return;
            }
        }
    }
}
