using System.Net;
using System.Text.RegularExpressions;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Components.Account;

/// <summary>What people do on the account pages, as a browser without scripts sends it.</summary>
internal static partial class AccountForms
{
    private const string SecondFactorPage = "/account/manage/two-factor";

    /// <summary>Sets up an authenticator app in a session of its own.</summary>
    public static async Task<(string Key, IReadOnlyList<string> Codes)> SwitchOnAsync(PortalApp app, string email = "ann@example.org")
    {
        using var session = await app.LogInAsync(email);
        return await SwitchOnAsync(session);
    }

    public static async Task<(string Key, IReadOnlyList<string> Codes)> SwitchOnAsync(HttpClient session)
    {
        var key = Key().Match(await session.GetStringAsync(SecondFactorPage)).Groups[1].Value;
        using var on = await PortalApp.SubmitAsync(
            session,
            SecondFactorPage,
            "start",
            ("Input.Key", key),
            ("Input.Code", Totp.Code(key, DateTimeOffset.UtcNow))
        );
        return (key, [.. Codes().Matches(await on.Content.ReadAsStringAsync()).Select(m => m.Groups[1].Value)]);
    }

    public static async Task LogOutAsync(HttpClient session) => (await session.PostAsync("/account/logout", null)).Dispose();

    public static async Task<HttpStatusCode> StatusAsync(this HttpClient visitor, string path)
    {
        using var answer = await visitor.GetAsync(path);
        return answer.StatusCode;
    }

    /// <summary>True when the session reaches its own account page.</summary>
    public static async Task<bool> IsInAsync(this HttpClient visitor) => await visitor.StatusAsync("/account/manage") == HttpStatusCode.OK;

    public static async Task<HttpResponseMessage> TryPasswordAsync(HttpClient visitor, string email, string password) =>
        await PortalApp.SubmitAsync(visitor, "/account/login", "login", ("Input.Email", email), ("Input.Password", password));

    /// <summary>The sentence of the page's alert.</summary>
    public static async Task<string> AlertAsync(HttpResponseMessage answer)
    {
        var page = await answer.Content.ReadAsStringAsync();
        var start = page.IndexOf("role=\"alert\"", StringComparison.Ordinal);
        return start < 0
            ? ""
            : WebUtility
                .HtmlDecode(Tags().Replace(page[page.IndexOf('>', start)..page.IndexOf("</p>", start, StringComparison.Ordinal)], ""))
                .Trim('>', ' ');
    }

    /// <summary>Another browser that was given a copy of this one's session cookie, and nothing else.</summary>
    public static CookieContainer CopyOfSession(CookieContainer device, Uri address)
    {
        var copy = new CookieContainer();
        copy.Add(address, new Cookie("jitportal", device.GetCookies(address)["jitportal"]!.Value, "/"));
        return copy;
    }

    [GeneratedRegex("name=\"Input.Key\" value=\"([A-Z2-7]{32})\"")]
    private static partial Regex Key();

    [GeneratedRegex("<li>([A-Z0-9]{5}-[A-Z0-9]{5})</li>")]
    private static partial Regex Codes();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tags();
}
