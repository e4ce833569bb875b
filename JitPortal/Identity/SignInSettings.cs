using System.ComponentModel.DataAnnotations;
using JitPortal.Settings;
using JitPortal.Shared;

namespace JitPortal.Identity;

/// <summary>Section <c>SignIn</c> of the settings.</summary>
public sealed class SignInSettings : ISettings
{
    public static string Section => "SignIn";

    /// <summary>Host name that passkeys belong to; null = the host that the browser asked for. Set it behind a reverse proxy.</summary>
    public string? PasskeyDomain { get; set; }

    /// <summary>Posts to log-in pages that one address may send in a minute.</summary>
    [Range(1, 1_000_000)]
    public int TriesPerMinute { get; set; } = 30;

    /// <summary>
    /// After this long somebody who sits at a session proves again that it is them, before a passkey, token or second factor is added.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan FreshFor { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>A session ends after this long without a request.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan Idle { get; set; } = TimeSpan.FromHours(8);

    /// <summary>A session ends after this long in any case.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan Longest { get; set; } = TimeSpan.FromDays(7);

    public IEnumerable<Problem> Problems() =>
        !string.IsNullOrWhiteSpace(PasskeyDomain) && Uri.CheckHostName(PasskeyDomain.Trim()) == UriHostNameType.Unknown
            ? [new Problem("SignIn:PasskeyDomain", $"SignIn:PasskeyDomain “{TypedText.Quoted(PasskeyDomain)}” is not a host name.")]
            : [];
}
