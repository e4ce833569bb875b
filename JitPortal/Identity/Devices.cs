using System.Security.Cryptography;
using JitPortal.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Identity;

/// <summary>
/// Browsers that a person signed in with before. Each keeps a signed cookie that names it for that person; it opens nothing by itself, but
/// wrong passwords of strangers do not count against it.
/// </summary>
internal sealed class Devices(IDataProtectionProvider protection, IDbContextFactory<PortalDb> contexts)
{
    /// <summary>People of one browser that are remembered.</summary>
    private const int MostPeople = 8;
    private const string Name = "jitportal-device";

    private readonly IDataProtector _protector = protection.CreateProtector("JitPortal.Identity.Devices");

    /// <summary>A browser that was not seen for so long is a new one.</summary>
    public static TimeSpan Remembered { get; } = TimeSpan.FromDays(180);

    /// <summary>The browser's id when this person signed in with it before; null for a stranger's.</summary>
    public async Task<Guid?> KnownAsync(HttpContext context, string userId, CancellationToken ct)
    {
        if (Entries(context).Find(e => string.Equals(e.UserId, userId, StringComparison.Ordinal)) is not { UserId: not null } entry)
            return null;
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Sessions.AnyAsync(s => s.UserId == userId && s.DeviceId == entry.Device, ct) ? entry.Device : null;
    }

    public void Remember(HttpContext context, string userId, Guid device)
    {
        var others = Entries(context).Where(e => !string.Equals(e.UserId, userId, StringComparison.Ordinal)).Take(MostPeople - 1);
        var text = string.Join(';', new[] { (UserId: userId, Device: device) }.Concat(others).Select(e => $"{e.UserId}:{e.Device:n}"));
        context.Response.Cookies.Append(
            CookieOf(context),
            _protector.Protect(text),
            new CookieOptions
            {
                HttpOnly = true,
                Secure = context.Request.IsHttps,
                SameSite = SameSiteMode.Lax,
                Path = "/",
                MaxAge = Remembered,
            }
        );
    }

    private List<(string UserId, Guid Device)> Entries(HttpContext context)
    {
        if (context.Request.Cookies[CookieOf(context)] is not { Length: > 0 } cookie)
            return [];
        try
        {
            return [.. _protector.Unprotect(cookie).Split(';').Select(e => e.Split(':')).Select(e => (e[0], Guid.ParseExact(e[1], "n")))];
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            // Forged, or signed by a key that is no more: a stranger's.
            return [];
        }
    }

    /// <summary>Over TLS no neighbouring host can plant one.</summary>
    private static string CookieOf(HttpContext context) => context.Request.IsHttps ? $"__Host-{Name}" : Name;
}
