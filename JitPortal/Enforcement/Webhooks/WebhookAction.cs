namespace JitPortal.Enforcement.Webhooks;

/// <summary>What an event asks of the receiver.</summary>
internal enum WebhookAction
{
    /// <summary>Let this grant in as the event says, whatever was said of it before.</summary>
    Open,

    /// <summary>Only the deadline is another one; connections stay.</summary>
    Move,

    /// <summary>End it with everything that lives through it; nothing to do when it is not there.</summary>
    Close,
}
