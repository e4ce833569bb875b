using System.Globalization;
using System.Text;

namespace JitPortal.Lab.Services;

/// <summary>A small HTTP/1.1 server: one page, a 404 for the rest, and <c>/ticks</c>, which sends a line each second until it is cut.</summary>
internal static class Web
{
    /// <param name="headers">Header lines of the imitated product, without line ends. With any of them the answers are dated too.</param>
    public static LabTalk Page(TimeProvider clock, string[] headers, string contentType, string body, string found = "200 OK") =>
        async (peer, ct) =>
        {
            for (var requests = 0; requests < 100; requests++)
            {
                var request = await RequestAsync(peer, ct);
                if (request is null)
                    return;
                var head = new WebHead(request.Version, headers, clock.GetUtcNow());
                if (request.Path is "/ticks")
                {
                    await TicksAsync(peer, head, ct);
                    return;
                }

                var (status, type, text) = request switch
                {
                    { Version: null } => ("400 Bad Request", "text/plain", "400 Bad Request"),
                    { Path: "/" or "/version" } => (found, contentType, body),
                    _ => ("404 Not Found", "text/plain; charset=utf-8", "Not found\n"),
                };
                await peer.SayAsync(
                    head.Text(status, type, request.Version is null ? null : Encoding.UTF8.GetByteCount(text))
                        + (request.Method is "HEAD" ? "" : text),
                    ct
                );
                if (!request.KeepAlive)
                    return;
            }
        };

    /// <summary>A page with a title, as people's dashboards have.</summary>
    public static LabTalk Site(TimeProvider clock, string title, params string[] headers) =>
        Page(
            clock,
            headers,
            "text/html; charset=utf-8",
            $"<!doctype html><html lang=\"en\"><head><title>{title}</title></head><body><h1>{title}</h1><p>A demo host of JitPortal's lab.</p></body></html>\n"
        );

    /// <summary>Null when the peer left; a request without a version when what it said was not HTTP.</summary>
    private static async Task<WebRequest?> RequestAsync(Stream peer, CancellationToken ct)
    {
        if (await peer.LineAsync(ct) is not { } first)
            return null;
        if (first.Split(' ') is not [var method, var path, "HTTP/1.0" or "HTTP/1.1"])
            return new WebRequest("", "", null, false);
        var version = first[^8..];
        var keepAlive = version is "HTTP/1.1";
        for (var lines = 0; lines < 100 && await peer.LineAsync(ct) is { } line; lines++)
        {
            if (line.Length == 0)
                return new WebRequest(method, path, version, keepAlive);
            if (
                line.StartsWith("connection:", StringComparison.OrdinalIgnoreCase)
                && line.Contains("close", StringComparison.OrdinalIgnoreCase)
            )
                keepAlive = false;
        }

        return null;
    }

    private static async Task TicksAsync(Stream peer, WebHead head, CancellationToken ct)
    {
        await peer.SayAsync(head.Text("200 OK", "text/plain", length: null), ct);
        for (var tick = 1; ; tick++)
        {
            await peer.SayAsync(string.Create(CultureInfo.InvariantCulture, $"tick {tick}\n"), ct);
            await Task.Delay(TimeSpan.FromSeconds(1), ct);
        }
    }

    private sealed record WebRequest(string Method, string Path, string? Version, bool KeepAlive);

    private sealed record WebHead(string? Version, string[] Headers, DateTimeOffset Now)
    {
        public string Text(string status, string type, int? length)
        {
            var own = string.Concat(Headers.Select(header => header + "\r\n"));
            var date = own.Length > 0 ? string.Create(CultureInfo.InvariantCulture, $"Date: {Now:R}\r\n") : "";
            var end = length is null
                ? "Connection: close\r\n"
                : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n");
            return $"{Version ?? "HTTP/1.1"} {status}\r\nContent-Type: {type}\r\n{own}{date}{end}\r\n";
        }
    }
}
