using JitPortal.Enforcement.Nftables.Applying;
using JitPortal.Enforcement.Probing;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables;

/// <summary>Points of kind <c>nftables</c>.</summary>
internal sealed class NftablesKind(TimeProvider time, ILoggerFactory logs, SensorProbes? sensors = null) : IPointKind
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public string Kind => "nftables";

    public Outcome<IEnforcementPoint> Create(string name, IConfigurationSection settings)
    {
        var options = IPointKind.Options<NftablesOptions>(settings);
        if (!options.Ok)
            return options.Refusal;
        var read = NftablesSettings.Read(options.Value, settings.Path);
        if (read.Ok && !_taken.Add($"{read.Value.Place} {read.Value.Target} {read.Value.Port} {read.Value.NetworkNamespace}"))
            return Refusal.Invalid(
                "nftables-twice",
                $"“{name}” uses the same applier as another point. Each of them would remove the other's entries: make them one point with all Guards."
            );
        return read.Ok
            ? Outcome.From<IEnforcementPoint>(
                new NftablesPoint(name, read.Value, Applier(read.Value), time, logs.CreateLogger<NftablesPoint>(), sensors)
            )
            : read.Refusal;
    }

    private INftApplier Applier(NftablesSettings settings) =>
        settings.Place switch
        {
            ApplierAddress.Socket => new SocketApplier(settings.Target, time),
            ApplierAddress.Ssh => new SshApplier(settings, time),
            _ => new LocalApplier(
                new NftTools(settings.NetworkNamespace, time),
                settings.Placement,
                () => NftRules.Text(settings.Placement, settings.Guards),
                time
            ),
        };
}
