using System.ComponentModel.DataAnnotations;
using JitPortal.Enforcement.Probing;
using JitPortal.Settings;
using JitPortal.Shared;

namespace JitPortal.Enforcement;

/// <summary>Section <c>Enforcement</c> of the settings. Its <c>Points</c> are read one by one by their <see cref="IPointKind"/>.</summary>
internal sealed class EnforcementOptions : ISettings
{
    public static string Section => "Enforcement";

    static IReadOnlyList<string> ISettings.ReadElsewhere => ["Points"];

    /// <summary>The points that a grant needs when its policy rule names none.</summary>
    public IReadOnlyList<string> Default { get; set; } = [];

    /// <summary>How long a dead-man door stays open when the portal says nothing any more; renewed at a third of it.</summary>
    [Range(typeof(TimeSpan), "00:00:03", "1.00:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>From which sensitivity on Nmap's own record is kept with the proof of a closed door; null = never.</summary>
    public Sensitivity? EvidenceFrom { get; set; } = Sensitivity.High;

    /// <summary>Other places of the network from which doors are tried.</summary>
    public IReadOnlyList<SensorOptions> Sensors { get; set; } = [];

    public IEnumerable<Problem> Problems() => SensorSettings.Read(Sensors).Refusal?.Problems ?? [];
}
