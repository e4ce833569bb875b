using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using JitPortal.Shared;

namespace JitPortal.CommandLine;

/// <summary>A portal elsewhere, called over its HTTP API with a token.</summary>
internal sealed class PortalClient : IDisposable
{
    private readonly HttpClient _http;

    private PortalClient(HttpClient http) => _http = http;

    /// <param name="address">Address of the portal; null = the environment's JITPORTAL_URL.</param>
    /// <param name="tokenFile">File with the token; null = the environment's JITPORTAL_TOKEN_FILE, or the place it has in the person's home.</param>
    public static Outcome<PortalClient> Open(string? address, string? tokenFile, TimeSpan patience)
    {
        if (
            !Uri.TryCreate(address ?? Environment.GetEnvironmentVariable("JITPORTAL_URL"), UriKind.Absolute, out var portal)
            || portal.Scheme is not ("http" or "https")
        )
            return Refusal.Invalid(
                "portal",
                "Which portal? Give its address with --portal https://… or in the environment's JITPORTAL_URL."
            );
        // NB. The token is all that a thief needs.
        if (portal.Scheme == "http" && !portal.IsLoopback)
            return Refusal.Invalid(
                "portal",
                "The portal's address must begin with https: over http everybody on the way could read the token."
            );
        var token = Token(
            tokenFile
                ?? Environment.GetEnvironmentVariable("JITPORTAL_TOKEN_FILE")
                ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config", "jitportal", "token")
        );
        if (!token.Ok)
            return token.Refusal;
        // A redirect could carry the token elsewhere.
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(portal, "/api/v1/"),
            Timeout = patience,
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        return new PortalClient(http);
    }

    public Task<Outcome<JsonElement>> GetAsync(string call, CancellationToken ct) =>
        AskAsync(new HttpRequestMessage(HttpMethod.Get, call), ct);

    public Task<Outcome<JsonElement>> PostAsync(string call, object body, CancellationToken ct) =>
        AskAsync(new HttpRequestMessage(HttpMethod.Post, call) { Content = JsonContent.Create(body) }, ct);

    public void Dispose() => _http.Dispose();

    private static Outcome<string> Token(string file)
    {
        try
        {
            if (
                !OperatingSystem.IsWindows()
                && (
                    File.GetUnixFileMode(file)
                    & (UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)
                ) != UnixFileMode.None
            )
                return Refusal.Invalid("token-file", $"Others can read or change the token in {file}. Run: chmod 600 {file}");
            var token = File.ReadAllText(file).Trim();
            return token.Length > 0 && token.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
                ? token
                : Refusal.Invalid("token-file", $"{file} holds no token. Make one on your account's page, or with: token create.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refusal.Invalid("token-file", $"The token cannot be read: {e.Message} Name its file with --token-file.");
        }
    }

    private async Task<Outcome<JsonElement>> AskAsync(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            using var own = request;
            using var answer = await _http.SendAsync(own, ct);
            if (answer.StatusCode == HttpStatusCode.NoContent)
                return default(JsonElement);
            var json = await ReadAsync(answer, ct);
            if (answer.IsSuccessStatusCode && json is { } body)
                return body;
            return Refusal.Unavailable(
                "portal-says-no",
                json is { ValueKind: JsonValueKind.Object } problem
                && problem.TryGetProperty("detail", out var detail)
                && detail.ValueKind == JsonValueKind.String
                    ? Plain(detail.GetString()!)
                    : $"The portal answered {(int)answer.StatusCode}."
            );
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !ct.IsCancellationRequested))
        {
            return Refusal.Unavailable(
                "no-portal",
                $"The portal at {_http.BaseAddress!.GetLeftPart(UriPartial.Authority)} does not answer."
            );
        }
    }

    private static async Task<JsonElement?> ReadAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        try
        {
            return await answer.Content.ReadFromJsonAsync<JsonElement>(ct);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>NB. Goes to a terminal: nothing in it may steer one.</summary>
    private static string Plain(string text) => string.Concat(text.Where(c => !char.IsControl(c)));
}
