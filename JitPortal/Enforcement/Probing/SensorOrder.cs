namespace JitPortal.Enforcement.Probing;

/// <summary>One TCP connect that a sensor is asked to try. Nothing else can be ordered.</summary>
/// <param name="Id">Taken back with the answer; used once.</param>
/// <param name="TimeoutMs">Milliseconds to wait for an answer.</param>
public sealed record SensorOrder(string Id, string Address, int Port, int TimeoutMs);
