namespace JitPortal.Components.Account;

/// <summary>What a page says after a change sent the browser to it (<c>?done=</c>). NB. Words only from here, never from the address.</summary>
internal static class Notices
{
    private static readonly Dictionary<string, string> Sentences = new(StringComparer.Ordinal)
    {
        ["signed-out"] = "You are logged out.",
        ["setup"] = "The portal is set up. Log in with the password that you just chose.",
        ["invited"] = "Your password is set. Log in with it.",
        ["renamed"] = "Your name is changed.",
        ["password"] = "Your password is changed. All your other sessions were ended.",
        ["everywhere"] = "All your other sessions were ended.",
        ["session-ended"] = "That session is over.",
        ["passkey-added"] = "The passkey is added. You can log in with it from now on.",
        ["passkey-renamed"] = "The passkey has its new name.",
        ["passkey-removed"] = "The passkey is removed.",
        ["second-off"] = "Logging in asks for no second factor any more.",
        ["token-revoked"] = "The token is revoked. No call with it works any more.",
    };

    public static string? Of(string? key) => key is null ? null : Sentences.GetValueOrDefault(key);
}
