namespace JitPortal.Enforcement.Probing;

/// <summary>One TCP connect that a sensor is asked to try. Nothing else can be ordered.</summary>
/// <param name="Id">Taken back with the answer; used once.</param>
/// <param name="TimeoutMs">Milliseconds to wait for an answer.</param>
public sealed record SensorOrder(string Id, string Address, int Port, int TimeoutMs);

/// <summary>What a sensor met.</summary>
/// <param name="Id">Of the order.</param>
/// <param name="Met"><c>Accepted</c>, <c>Refused</c>, <c>NoAnswer</c>, <c>Unreachable</c> or <c>NoVantage</c>.</param>
/// <param name="From">The address that it tried from, as it says itself.</param>
/// <param name="TookMs">Milliseconds.</param>
public sealed record SensorAnswer(string Id, string Met, string? From, double TookMs);
