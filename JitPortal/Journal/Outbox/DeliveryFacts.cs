namespace JitPortal.Journal.Outbox;

/// <summary>An operator had something tried again that a subscriber could not handle.</summary>
/// <param name="Entry">The entry of the journal that it is about.</param>
public sealed record DeliveryRetried(string Subscriber, long Entry) : IFact
{
    public static string Type => "delivery.retried";
}
