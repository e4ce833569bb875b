using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Webhooks;

/// <summary>Signed requests to one receiver.</summary>
internal sealed class WebhookClient : IDisposable
{
    private const int LongestList = 8 * 1024 * 1024;
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);
    private readonly HttpClient _http;
    private readonly WebhookSettings _settings;
    private readonly TimeProvider _time;

    public WebhookClient(WebhookSettings settings, TimeProvider time)
    {
        (_settings, _time, Guard) = (settings, time, new NetworkGuard(settings.AllowedNetworks));
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                // NB. A redirect or a proxy would take the event elsewhere than to the checked address.
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                ConnectCallback = (context, ct) => Guard.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, ct),
                ConnectTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public NetworkGuard Guard { get; }

    /// <summary>One try. Signed anew each time, for receivers take no old signatures.</summary>
    public async Task<WebhookAnswer> SendAsync(WebhookEvent message, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(_settings.Timeout);
        try
        {
            var body = message.Body();
            using var request = new HttpRequestMessage(HttpMethod.Post, _settings.Url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            await SignAsync(request, message.Id, body, patience.Token);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            return Judge(response);
        }
        catch (Exception e) when (IsTrouble(e, ct))
        {
            return new WebhookAnswer(false, Sentence: Sentence(e, _settings.Timeout));
        }
    }

    /// <param name="atMost">Not to be waited for longer than this, where that is shorter than what the settings say.</param>
    public async Task<WebhookList> ListAsync(CancellationToken ct, TimeSpan? atMost = null)
    {
        var asked = _time.GetTimestamp();
        var longest = atMost < _settings.Timeout ? atMost.Value : _settings.Timeout;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(longest);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, _settings.ListUrl);
            await SignAsync(request, $"list:{Guid.NewGuid():n}", [], patience.Token);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (response.StatusCode != HttpStatusCode.OK)
                return new WebhookList(asked, null, $"The receiver answered {(int)response.StatusCode} when asked for its grants.");
            await using var stream = await response.Content.ReadAsStreamAsync(patience.Token);
            using var body = new MemoryStream();
            var buffer = new byte[64 * 1024];
            for (int read; (read = await stream.ReadAsync(buffer, patience.Token)) > 0; body.Write(buffer, 0, read))
                if (body.Length + read > LongestList)
                    return new WebhookList(asked, null, "The receiver's list is too long.");
            return WebhookList.Read(asked, body.ToArray());
        }
        catch (Exception e) when (IsTrouble(e, ct))
        {
            return new WebhookList(asked, null, Sentence(e, longest));
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task SignAsync(HttpRequestMessage request, string id, byte[] body, CancellationToken ct)
    {
        var at = _time.GetUtcNow();
        var keys = await WebhookSignature.KeysAsync(_settings.SecretFile, ct);
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSignature.Of(keys, id, at, body));
    }

    private static WebhookAnswer Judge(HttpResponseMessage response)
    {
        var code = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
            return new WebhookAnswer(true);
        if (code is >= 300 and < 400)
            return new WebhookAnswer(
                false,
                Refused: true,
                $"The receiver answered {code}, a redirect, which is not followed; set Url to where it really is."
            );
        var again = code is 408 or 409 or 425 or 429 or >= 500;
        var rest = response.Headers.RetryAfter?.Delta;
        return new WebhookAnswer(
            false,
            Refused: !again,
            $"The receiver answered {code}{(code is 401 or 403 ? "; compare its secret with SecretFile, and its clock with the portal's" : "")}.",
            rest > LongestRest ? LongestRest : rest
        );
    }

    private static bool IsTrouble(Exception e, CancellationToken ct) =>
        e is HttpRequestException or IOException or UnauthorizedAccessException or InvalidDataException
        || (e is OperationCanceledException && !ct.IsCancellationRequested);

    private string Sentence(Exception e, TimeSpan waited) =>
        e switch
        {
            OperationCanceledException => $"The receiver did not answer within {waited.TotalSeconds:0} s.",
            HttpRequestException { InnerException: GuardedAddressException guarded } => guarded.Message,
            GuardedAddressException or InvalidDataException => e.Message,
            FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException =>
                $"The portal cannot read {_settings.SecretFile}, its secret with the receiver.",
            _ => $"The receiver at {_settings.Url.Authority} cannot be reached ({(e.InnerException ?? e).GetType().Name}).",
        };
}
