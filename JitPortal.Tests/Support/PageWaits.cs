using Microsoft.Playwright;

namespace JitPortal.Tests.Support;

internal static class PageWaits
{
    /// <summary>
    /// Waits until a script's expression is true. Playwright's own wait polls inside the page by eval, which the portal's content security
    /// policy forbids whenever the first look is not enough.
    /// </summary>
    public static Task UntilAsync(this IPage page, string expression) =>
        Eventually.TrueAsync(() => page.EvaluateAsync<bool>(expression), expression, 30);
}
