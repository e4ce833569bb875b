namespace JitPortal.Edge;

/// <summary>Headers that tell browsers what a page of the portal may do. An endpoint that needs another policy sets its own.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            if (headers.ContentSecurityPolicy.Count == 0)
                headers.ContentSecurityPolicy = Policy(context.Request.Host);
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            // NB. Not "no-referrer": browsers then blank the Origin of the portal's own forms, which tells them from others' over plain http.
            headers["Referrer-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            return Task.CompletedTask;
        });
        return next(context);
    }

    /// <summary>
    /// Style attributes are allowed because MudBlazor sets positions with them; scripts come from the portal's own files only. Older
    /// browsers do not count web sockets as 'self', so they are named.
    /// </summary>
    private static string Policy(HostString host)
    {
        var sockets =
            Uri.CheckHostName(host.Host.Trim('[', ']')) == UriHostNameType.Unknown
                ? ""
                : $" ws://{host.ToUriComponent()} wss://{host.ToUriComponent()}";
        return $"default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'{sockets}; "
            + "object-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";
    }
}
