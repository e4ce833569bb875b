using JitPortal.Enforcement.Probing;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Webhooks;

/// <summary>Makes points of kind <c>webhook</c>.</summary>
internal sealed class WebhookKind(EnforcementFolder folder, TimeProvider time, ILoggerFactory logs, SensorProbes? sensors = null)
    : IPointKind
{
    public string Kind => "webhook";

    public Outcome<IEnforcementPoint> Create(string name, IConfigurationSection settings)
    {
        var options = IPointKind.Options<WebhookOptions>(settings);
        if (!options.Ok)
            return options.Refusal;
        var read = WebhookSettings.Read(options.Value, settings.Path);
        if (!read.Ok)
            return read.Refusal;
        // Names come from the settings and may hold anything; a folder's may not.
        var own = Path.Combine(folder.Path, "webhook", Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(name)));
        return Outcome.From<IEnforcementPoint>(new WebhookPoint(name, read.Value, own, time, logs.CreateLogger<WebhookPoint>(), sensors));
    }
}
