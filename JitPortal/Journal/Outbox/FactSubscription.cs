using JitPortal.Journal.Model;

namespace JitPortal.Journal.Outbox;

/// <summary>One kind of fact that one subscriber wants to handle.</summary>
/// <param name="Subscriber">A name that stays: rows of the outbox carry it from one version of the program to the next.</param>
/// <param name="Type">What the journal calls the fact.</param>
public sealed record FactSubscription(
    string Subscriber,
    string Type,
    Func<IServiceProvider, JournalEntry, CancellationToken, Task> HandleAsync
)
{
    internal static FactSubscription Of<TFact, THandler>(string subscriber)
        where TFact : IFact
        where THandler : notnull, IFactHandler<TFact> =>
        new(
            subscriber,
            TFact.Type,
            (services, e, ct) =>
                services
                    .GetRequiredService<THandler>()
                    .HandleAsync(new JournaledFact<TFact>(e.Seq, e.At, e.Actor, e.Subject, CanonicalJson.Read<TFact>(e.Data)), ct)
        );
}

internal static class FactSubscriptions
{
    /// <summary>From now on the handler, a service, is told of each such fact under this name.</summary>
    public static IServiceCollection AddFactHandler<TFact, THandler>(this IServiceCollection services, string subscriber)
        where TFact : IFact
        where THandler : notnull, IFactHandler<TFact> => services.AddSingleton(FactSubscription.Of<TFact, THandler>(subscriber));
}
