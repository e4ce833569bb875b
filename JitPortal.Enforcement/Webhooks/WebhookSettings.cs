using JitPortal.Shared;

namespace JitPortal.Enforcement.Webhooks;

/// <summary><see cref="WebhookOptions"/> after reading.</summary>
internal sealed record WebhookSettings(
    Uri Url,
    Uri ListUrl,
    string SecretFile,
    bool Reconcile,
    IReadOnlyList<AddressRange> Guards,
    IReadOnlyList<AddressRange> AllowedNetworks,
    TimeSpan Timeout,
    int Parallelism
)
{
    /// <summary>The settings, or every problem in them at once.</summary>
    public static Outcome<WebhookSettings> Read(WebhookOptions options, string path)
    {
        var problems = new List<Problem>();
        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
            Wrong("Url", $"“{options.Url}” is not an address that begins with https://");
        else if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
            Wrong("Url", "must hold no user, question mark or fragment; what is secret belongs into SecretFile");
        else if (url.Scheme == "http" && !options.AllowPlainHttp)
            Wrong("Url", "must begin with https://, or set AllowPlainHttp: then everybody on the way reads who gets access to what");
        if (!Path.IsPathFullyQualified(options.SecretFile))
            Wrong("SecretFile", "must be the full path of a file with a line whsec_...");
        if (options.Timeout < TimeSpan.FromSeconds(1) || options.Timeout > TimeSpan.FromMinutes(1))
            Wrong("Timeout", "must be between a second and a minute");
        if (options.Parallelism is < 2 or > 64)
            Wrong("Parallelism", "must be between 2 and 64");
        var guards = Ranges("Guards", options.Guards);
        var allowed = Ranges("AllowedNetworks", options.AllowedNetworks);
        return problems.Count > 0
            ? Refusal.Invalid("webhook-settings", string.Join(' ', problems.Select(p => p.Sentence)), problems)
            : new WebhookSettings(
                url!,
                new Uri($"{url!.AbsoluteUri.TrimEnd('/')}/grants"),
                options.SecretFile,
                options.Reconcile,
                guards,
                allowed,
                options.Timeout,
                options.Parallelism
            );

        void Wrong(string key, string what) => problems.Add(new Problem($"{path}:{key}", $"{path}:{key} {what}."));

        List<AddressRange> Ranges(string key, IReadOnlyList<string> texts)
        {
            var ranges = new List<AddressRange>();
            foreach (var text in texts)
            {
                if (AddressRange.TryParse(text, out var range, out _))
                    ranges.Add(range);
                else
                    Wrong(key, $"“{text}” is not an address or network such as 10.20.0.0/16");
            }

            return ranges;
        }
    }
}
