namespace JitPortal.Enforcement.Webhooks;

/// <summary>What came of one try to tell the receiver something.</summary>
/// <param name="Taken">It said yes.</param>
/// <param name="Refused">It said no, and would say so again.</param>
/// <param name="Sentence">For people, when it did not say yes.</param>
/// <param name="RestFor">It asked to be left alone for so long.</param>
internal sealed record WebhookAnswer(bool Taken, bool Refused = false, string? Sentence = null, TimeSpan? RestFor = null);
