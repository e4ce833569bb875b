namespace ReferenceReceiver;

/// <summary>What the portal said last about one grant.</summary>
/// <param name="Generation">What is not greater than this is old news.</param>
/// <param name="Open">False when it was closed or its time is over; kept for a while so that a late message cannot open it again.</param>
public sealed record Grant(string Id, long Generation, bool Open, string Source, string Service, string Holder, DateTimeOffset Deadline);
