using JitPortal.Shared;

namespace JitPortal.Enforcement;

/// <summary>Section <c>Enforcement</c> of the settings. Its <c>Points</c> are read one by one by their <see cref="IPointKind"/>.</summary>
public sealed class EnforcementOptions
{
    public const string Section = "Enforcement";

    /// <summary>The points that a grant needs when its policy rule names none.</summary>
    public IReadOnlyList<string> Default { get; set; } = [];

    /// <summary>How long a dead-man door stays open when the portal says nothing any more; renewed at a third of it.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>From which sensitivity on Nmap's own record is kept with the proof of a closed door; null = never.</summary>
    public Sensitivity? EvidenceFrom { get; set; } = Sensitivity.High;

    /// <summary>Other places of the network from which doors are tried.</summary>
    public IReadOnlyList<Probing.SensorOptions> Sensors { get; set; } = [];
}
