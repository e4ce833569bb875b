namespace JitPortal.Enforcement.Webhooks;

/// <summary>One entry of <c>Enforcement:Points</c> of kind <c>webhook</c>, as written.</summary>
internal sealed class WebhookOptions
{
    /// <summary>Where events are sent; <c>/grants</c> behind it is where the list is fetched.</summary>
    public string Url { get; set; } = "";

    /// <summary>A file with one or two lines <c>whsec_...</c>; with two, both sign, so that a receiver can change over.</summary>
    public string SecretFile { get; set; } = "";

    /// <summary>Whether the receiver answers <c>GET /grants</c>. Without it nothing is ever verified.</summary>
    public bool Reconcile { get; set; } = true;

    /// <summary>Services that the receiver guards: addresses or networks. Empty = any.</summary>
    public IReadOnlyList<string> Guards { get; set; } = [];

    /// <summary>Private, loopback and link-local networks that the receiver may be in.</summary>
    public IReadOnlyList<string> AllowedNetworks { get; set; } = [];

    public bool AllowPlainHttp { get; set; }

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Requests at a time; half of them are kept for closing.</summary>
    public int Parallelism { get; set; } = 8;
}
