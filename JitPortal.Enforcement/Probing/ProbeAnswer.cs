using System.Net;

namespace JitPortal.Enforcement.Probing;

/// <summary>What a sensor's connect met.</summary>
/// <param name="From">The sensor's own address there, as it says. Unless it is the person's own, no rule lets it in: while a grant is open, a refusal is right.</param>
internal sealed record ProbeAnswer(string Sensor, IPAddress? From, ConnectAnswer Met, TimeSpan Took, DateTimeOffset At);
