namespace JitPortal.Journal;

/// <summary>
/// Something that happened and is written into the journal for ever. What a record of it has as public properties is the entry's data, as
/// <see cref="Model.CanonicalJson"/> writes it: a property may be added when it can be null (null is left out), none may be renamed.
/// </summary>
public interface IFact
{
    /// <summary>What the journal calls it, such as <c>grant.opened</c>: the kind of thing, a point, what became of it. Never changes.</summary>
    static abstract string Type { get; }
}

/// <summary>An entry of the journal as the fact that it was recorded as.</summary>
/// <param name="Seq">Number of the entry.</param>
/// <param name="Actor">Who did it, as the journal names them.</param>
/// <param name="Subject">What it happened to: kind and identity, such as <c>grant:0192…</c>.</param>
public sealed record JournaledFact<T>(long Seq, DateTimeOffset At, string Actor, string Subject, T Fact)
    where T : IFact;
