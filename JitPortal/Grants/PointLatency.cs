namespace JitPortal.Grants;

/// <summary>Revocation latency at one enforcement point.</summary>
/// <param name="Measured">Doors of which the point itself measured the end.</param>
/// <param name="AtMost">Doors of which a look bounds it.</param>
/// <param name="LeavesSessions">It ends no live session, so its figures are about new log-ins.</param>
public sealed record PointLatency(string Point, int Measured, int AtMost, bool LeavesSessions, TimeSpan? P50, TimeSpan? P95, TimeSpan? P99, TimeSpan? Max);
