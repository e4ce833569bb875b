namespace JitPortal.Components.Account;

/// <summary>Where to go after a log-in.</summary>
internal static class LocalUrl
{
    /// <summary>NB. Only a path of the portal itself; anything else would let a link send people elsewhere with our log-in page in front.</summary>
    public static string OrHome(string? url) =>
        url is ['/', ..] && !(url.Length > 1 && url[1] is '/' or '\\') && !url.Any(char.IsControl) ? url : "/";
}
