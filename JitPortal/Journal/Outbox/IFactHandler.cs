namespace JitPortal.Journal.Outbox;

/// <summary>Does what follows from a fact once it is written. NB. At least once: after a crash or a failure it is called again.</summary>
public interface IFactHandler<T>
    where T : IFact
{
    /// <summary>Throws when it has to be tried again.</summary>
    Task HandleAsync(JournaledFact<T> fact, CancellationToken ct);
}
