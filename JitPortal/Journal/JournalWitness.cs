using System.Net.Http.Headers;
using JitPortal.Data;
using JitPortal.Journal.Model;
using JitPortal.Shared;
using Microsoft.Extensions.Options;

namespace JitPortal.Journal;

/// <summary>
/// Tells somebody outside the data folder how far the journal was signed, so that not even its owner can write it anew unseen. A file is
/// also read when the journal is verified; what an http(s) address keeps is compared by whoever runs it.
/// </summary>
public sealed partial class JournalWitness : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly HttpClient? _http;
    private readonly Uri? _address;
    private readonly string? _file;
    private readonly JournalKey _key;
    private readonly ILogger _logger;

    public JournalWitness(IOptions<JournalOptions> options, PortalPaths paths, JournalKey key, ILogger<JournalWitness> logger)
    {
        (_key, _logger) = (key, logger);
        if (string.IsNullOrWhiteSpace(options.Value.Witness))
            return;
        if (Uri.TryCreate(options.Value.Witness, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            (_address, _http) = (address, Client(options.Value.AllowedNetworks));
        else
            _file = Path.Combine(paths.Root, options.Value.Witness);
        Name = _address?.Authority ?? _file;
    }

    /// <summary>Null when none is set.</summary>
    public string? Name { get; }

    /// <summary>Why it could not be told of the newest head; null when it was, or none is set.</summary>
    public string? Trouble { get; private set; }

    /// <summary>NB. Never throws: the journal is signed whether the witness can be reached or not, and the failure is said.</summary>
    public async Task TellAsync(WitnessLine line, CancellationToken ct)
    {
        if (Name is null)
            return;
        var before = Trouble;
        try
        {
            await (_file is null ? PostAsync(line, ct) : AppendAsync(_file, line, ct));
            Trouble = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException or OperationCanceledException)
        {
            Trouble = $"The journal's witness {Name} could not be told of entry {line.Seq}: {Why(e)}";
        }

        if (Trouble is not null && before is null)
            Log.NotTold(_logger, Trouble);
        else if (Trouble is null && before is not null)
            Log.ToldAgain(_logger, Name);
    }

    /// <summary>
    /// Heads that a witness in a file has been told since the last restore; empty where there is no such file yet.
    /// </summary>
    public async Task<IReadOnlyList<Checkpoint>> ToldAsync(CancellationToken ct)
    {
        if (_file is null || !File.Exists(_file))
            return [];
        var told = new List<Checkpoint>();
        await foreach (var text in File.ReadLinesAsync(_file, ct))
        {
            if (WitnessLine.Read(text) is not { } line || !_key.Verify(line.Head, line.Restored))
                continue;
            if (line.Restored)
                told.Clear();
            else
                told.Add(line.Head);
        }

        return told;
    }

    public void Dispose() => _http?.Dispose();

    private static async Task AppendAsync(string file, WitnessLine line, CancellationToken ct)
    {
        await using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.Read);
        await stream.WriteAsync((byte[])[.. line.Write(), (byte)'\n'], ct);
        stream.Flush(flushToDisk: true);
    }

    private async Task PostAsync(WitnessLine line, CancellationToken ct)
    {
        using var content = new ByteArrayContent(line.Write());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await _http!.PostAsync(_address, content, ct);
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"it answered {(int)answer.StatusCode}.");
    }

    private static HttpClient Client(IReadOnlyList<string> allowed)
    {
        var guard = new NetworkGuard([.. allowed.Select(text => AddressRange.TryParse(text, out var range, out var problem)
            ? range
            : throw new InvalidDataException($"Journal:AllowedNetworks: {problem}"))]);
        return new HttpClient(new SocketsHttpHandler
        {
            // NB. A redirect or a proxy would lead elsewhere than to the checked address.
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = (context, ct) => guard.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, ct),
        })
        {
            Timeout = Patience,
        };
    }

    private static string Why(Exception e) => e switch
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
