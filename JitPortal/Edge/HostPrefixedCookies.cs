using Microsoft.AspNetCore.Authentication.Cookies;

namespace JitPortal.Edge;

/// <summary>
/// Writes cookies as <c>__Host-name</c> over TLS, so that no neighbouring host can plant one. Plain http (a laptop) cannot have the
/// prefix, which browsers accept on secure cookies only.
/// </summary>
internal sealed class HostPrefixedCookies : ICookieManager
{
    private readonly ChunkingCookieManager _inner = new();

    public string? GetRequestCookie(HttpContext context, string key) => _inner.GetRequestCookie(context, Name(context, key));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        _inner.AppendResponseCookie(context, Name(context, key), value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) =>
        _inner.DeleteCookie(context, Name(context, key), options);

    private static string Name(HttpContext context, string key) => context.Request.IsHttps ? $"__Host-{key}" : key;
}
