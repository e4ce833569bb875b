namespace JitPortal.Edge;

/// <summary>Tells calls from the portal's own pages from those that another page made a browser send, cookies and all.</summary>
internal static class SameOrigin
{
    /// <summary>
    /// By what the browser itself says, the surest word first: <c>Sec-Fetch-Site</c> (not sent over plain http to a name), <c>Origin</c>,
    /// <c>Referer</c>. NB. Neither of them means no: every browser sends one of them with a form or a call that changes something.
    /// </summary>
    public static bool Is(HttpRequest request)
    {
        if (request.Headers.TryGetValue("Sec-Fetch-Site", out var site))
            return site == "same-origin";
        if (request.Headers.TryGetValue("Origin", out var origin))
            return origin.Count == 1 && IsOwn(request, origin[0]);
        return request.Headers.Referer is [{ } referer] && IsOwn(request, referer);
    }

    private static bool IsOwn(HttpRequest request, string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var from)
        && Uri.TryCreate($"{request.Scheme}://{request.Host.ToUriComponent()}", UriKind.Absolute, out var own)
        && from.UserInfo.Length == 0
        && Uri.Compare(from, own, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;
}
