namespace JitPortal.Enforcement.Probing;

/// <summary>A sensor as operators see it.</summary>
/// <param name="SeenAt">When it last asked for orders; null = never since the portal's start.</param>
/// <param name="SeenFrom">The address that it called from.</param>
/// <param name="Awake">It waits for orders now.</param>
public sealed record SensorView(string Name, IReadOnlyList<string> Networks, DateTimeOffset? SeenAt, string? SeenFrom, bool Awake);
