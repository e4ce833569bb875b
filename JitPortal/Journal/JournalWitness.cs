using System.Net.Http.Headers;
using System.Text.Json;
using JitPortal.Data;
using JitPortal.Journal.Model;
using JitPortal.Shared;
using Microsoft.Extensions.Options;

namespace JitPortal.Journal;

/// <summary>
/// Tells somebody outside the data folder how far the journal was signed, so that not even its owner can write it anew unseen. It gets
/// each head, in order, also those of a time in which it could not be reached. A file is also read when the journal is verified; what an
/// http(s) address keeps is given to <c>journal verify --witness FILE</c> by whoever runs it.
/// </summary>
public sealed partial class JournalWitness : IDisposable
{
    /// <summary>For one head; a hanging witness must not hold up signing for long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Heads told at once after a time without the witness; the rest follows with the next round.</summary>
    private const int AtOnce = 200;

    private readonly HttpClient? _http;
    private readonly Uri? _address;
    private readonly string? _file;
    private readonly string _stateFile;
    private readonly JournalKey _key;
    private readonly ILogger _logger;
    private volatile string? _trouble;

    public JournalWitness(IOptions<JournalOptions> options, PortalPaths paths, JournalKey key, ILogger<JournalWitness> logger)
    {
        (_key, _logger, _stateFile) = (key, logger, paths.JournalWitness);
        var text = options.Value.Witness?.Trim();
        if (string.IsNullOrEmpty(text))
            return;
        if (options.Value.WitnessAddress is { } address)
            (_address, _http) = (address, Client(options.Value.AllowedNetworks));
        else
            _file = Path.Combine(paths.Root, text);
        Name = _address?.Authority ?? _file;
    }

    /// <summary>Null when none is set.</summary>
    public string? Name { get; }

    /// <summary>The newest entry of which it confirmed that it was told; null where none is set.</summary>
    public long? ToldTo => Name is null ? null : State().Told?.Seq ?? 0;

    /// <summary>Why it was not told of all that is signed; null when it was, or none is set.</summary>
    public string? Trouble(long signed)
    {
        if (Name is null)
            return null;
        var state = State();
        var told = state.Told?.Seq ?? 0;
        if (told >= signed && state.Pending is null)
            return null;
        return _trouble
            ?? $"The journal's witness {Name} {(told == 0 ? "was told of no entry yet" : $"was told up to entry {told}")}; the portal tells it within seconds while it runs.";
    }

    /// <summary>NB. Never throws: the journal is signed whether the witness can be reached or not, and the failure is said.</summary>
    /// <param name="signed">All that was signed, oldest first.</param>
    public async Task CatchUpAsync(IReadOnlyList<Checkpoint> signed, CancellationToken ct)
    {
        if (Name is null)
            return;
        var (state, before) = (State(), _trouble);
        var failed = false;
        foreach (var line in Due(state, signed))
        {
            try
            {
                state = new WitnessState(Name, line, await TellAsync(line, state, ct), null);
                PrivateFile.Write(_stateFile, JsonSerializer.SerializeToUtf8Bytes(state));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException or OperationCanceledException)
            {
                _trouble = $"The journal's witness {Name} could not be told of entry {line.Seq}: {Why(e)}";
                failed = true;
                break;
            }
        }

        if (!failed)
            _trouble = null;
        if (_trouble is not null && before is null)
            Log.NotTold(_logger, _trouble);
        else if (_trouble is null && before is not null)
            Log.ToldAgain(_logger, Name);
    }

    /// <summary>
    /// What a witness in a file says; nothing where none is set, or it is an address.
    /// </summary>
    /// <param name="kept">A copy of what an address got, in the place of the witness's own file.</param>
    public async Task<WitnessHeads> HeadsAsync(string? kept, CancellationToken ct)
    {
        var state = State();
        var file = kept ?? _file;
        if (file is null)
            return WitnessHeads.None;
        if (kept is null && Shortened(state) is { } shortened)
            return WitnessHeads.None with { Problem = (1, shortened) };
        if (!File.Exists(file))
            return WitnessHeads.None;
        var heads = await WitnessHeads.ReadAsync(File.ReadLinesAsync(file, ct), state.Pending, _key, kept ?? Name!, ct);
        return heads.Problem is null && WhatIsMissing(heads, state, kept) is { } missing ? heads with { Problem = (1, missing) } : heads;
    }

    /// <summary>A restore put the journal back to this head; the witness is told before anything else, once the restored portal runs.</summary>
    internal static void SetBack(PortalPaths paths, WitnessLine restored)
    {
        var known = Read(paths.JournalWitness);
        PrivateFile.Write(paths.JournalWitness, JsonSerializer.SerializeToUtf8Bytes(known with { Pending = restored }));
    }

    public void Dispose() => _http?.Dispose();

    private WitnessState State() =>
        Read(_stateFile) is var state && (state.Witness == Name || state.Witness is null)
            ? state
            : WitnessState.Nothing with
            {
                Pending = state.Pending,
            };

    private static WitnessState Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<WitnessState>(File.ReadAllBytes(file)) ?? WitnessState.Nothing;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return WitnessState.Nothing;
        }
    }

    /// <summary>A witness that knows nothing begins with the newest head: it vouches for all before it.</summary>
    private static IEnumerable<WitnessLine> Due(WitnessState state, IReadOnlyList<Checkpoint> signed)
    {
        var from = state.Pending ?? state.Told;
        var known = from is not null && (from.Restored || signed.Any(c => c.Seq == from.Seq && c.Hash == from.Hash));
        var heads = known ? signed.Where(c => c.Seq > from!.Seq).OrderBy(c => c.Seq).Take(AtOnce) : signed.OrderBy(c => c.Seq).TakeLast(1);
        var lines = heads.Select(c => new WitnessLine(c.Seq, c.Hash, c.At, c.Signature));
        return state.Pending is null ? lines : lines.Prepend(state.Pending);
    }

    /// <returns>How long the witness's file is now.</returns>
    private async Task<long> TellAsync(WitnessLine line, WitnessState state, CancellationToken ct)
    {
        if (_file is null)
        {
            await PostAsync(line, ct);
            return 0;
        }

        // NB. A mount that is away leaves an empty folder behind; what is written there is not what was written before.
        if (Shortened(state) is { } shortened)
            throw new IOException(shortened);
        return await AppendAsync(_file, line, ct);
    }

    /// <summary>A copy may be older than what was told since; of the witness itself each word is known.</summary>
    private string? WhatIsMissing(WitnessHeads heads, WitnessState state, string? kept) =>
        kept is not null
            ? heads.Told.Count == 0
                ? $"{kept} holds nothing that a witness was told, so the journal could not be compared with it."
                : null
            : state is { Told: { } last, Pending: null } && heads.Told.All(t => t.Seq < last.Seq)
                ? $"The journal's witness {Name} was told up to entry {last.Seq}, but does not hold that any more: its end was changed."
                : null;

    private string? Shortened(WitnessState state)
    {
        if (_file is null || state.Witness is null || state.Told is null)
            return null;
        if (!File.Exists(_file))
            return $"The journal's witness {Name} is not there, though it was told up to entry {state.Told.Seq}. Put it back.";
        return new FileInfo(_file).Length < state.Bytes
            ? $"The journal's witness {Name} was shortened: it holds less than it was told up to entry {state.Told.Seq}. Put it back."
            : null;
    }

    private static async Task<long> AppendAsync(string file, WitnessLine line, CancellationToken ct)
    {
        await using var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        stream.Seek(0, SeekOrigin.End);
        byte[] before = EndsInLine(stream) ? [] : [(byte)'\n'];
        await stream.WriteAsync((byte[])[.. before, .. line.Write(), (byte)'\n'], ct);
        stream.Flush(flushToDisk: true);
        return stream.Length;
    }

    /// <summary>False behind a line that a crash or a full disk cut.</summary>
    private static bool EndsInLine(FileStream stream)
    {
        if (stream.Length == 0)
            return true;
        stream.Seek(-1, SeekOrigin.End);
        return stream.ReadByte() == '\n';
    }

    private async Task PostAsync(WitnessLine line, CancellationToken ct)
    {
        using var content = new ByteArrayContent(line.Write());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = content };
        // What it answers is of no interest, however long it is.
        using var answer = await _http!.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"it answered {(int)answer.StatusCode}.");
    }

    private static HttpClient Client(IReadOnlyList<string> allowed)
    {
        var guard = new NetworkGuard([
            .. allowed.Select(text =>
                AddressRange.TryParse(text, out var range, out var problem)
                    ? range
                    : throw new InvalidDataException($"Journal:AllowedNetworks: {problem}")
            ),
        ]);
        return new HttpClient(
            new SocketsHttpHandler
            {
                // NB. A redirect or a proxy would lead elsewhere than to the checked address.
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                ConnectCallback = (context, ct) => guard.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, ct),
            }
        )
        {
            Timeout = Patience,
        };
    }

    private static string Why(Exception e) =>
        e switch
        {
            OperationCanceledException => $"no answer within {Patience.TotalSeconds:0} s.",
            HttpRequestException { InnerException: GuardedAddressException guarded } => guarded.Message,
            HttpRequestException { InnerException: null } => e.Message,
            HttpRequestException => "it cannot be reached.",
            _ => e.Message,
        };

    private static partial class Log
    {
        [LoggerMessage(1121, LogLevel.Error, "{Trouble}")]
        public static partial void NotTold(ILogger logger, string trouble);

        [LoggerMessage(1122, LogLevel.Information, "The journal's witness {Witness} is told again.")]
        public static partial void ToldAgain(ILogger logger, string witness);
    }
}
