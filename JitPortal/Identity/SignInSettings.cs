namespace JitPortal.Identity;

/// <summary>Section <c>SignIn</c> of the settings.</summary>
public sealed class SignInSettings
{
    /// <summary>Host name that passkeys belong to; null = the host that the browser asked for. Set it behind a reverse proxy.</summary>
    public string? PasskeyDomain { get; set; }

    /// <summary>Posts to log-in pages that one address may send in a minute.</summary>
    public int TriesPerMinute { get; set; } = 30;

    /// <summary>
    /// After this long somebody who sits at a session proves again that it is them, before a passkey, token or second factor is added.
    /// </summary>
    public TimeSpan FreshFor { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>A session ends after this long without a request.</summary>
    public TimeSpan Idle { get; set; } = TimeSpan.FromHours(8);

    /// <summary>A session ends after this long in any case.</summary>
    public TimeSpan Longest { get; set; } = TimeSpan.FromDays(7);
}
