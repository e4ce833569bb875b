namespace JitPortal.Enforcement.Probing;

/// <summary>What a sensor met.</summary>
/// <param name="Id">Of the order.</param>
/// <param name="Met"><c>Accepted</c>, <c>Refused</c>, <c>NoAnswer</c>, <c>Unreachable</c> or <c>NoVantage</c>.</param>
/// <param name="From">The address that it tried from, as it says itself.</param>
/// <param name="TookMs">Milliseconds.</param>
public sealed record SensorAnswer(string Id, string Met, string? From, double TookMs);
