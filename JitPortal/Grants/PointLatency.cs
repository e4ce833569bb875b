namespace JitPortal.Grants;

/// <summary>Revocation latency at one enforcement point.</summary>
public sealed record PointLatency(string Point, int Measured, TimeSpan? P50, TimeSpan? P95, TimeSpan? P99, TimeSpan? Max);
