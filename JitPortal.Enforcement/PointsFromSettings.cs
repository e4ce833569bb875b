using JitPortal.Settings;
using JitPortal.Shared;
using Microsoft.Extensions.Options;

namespace JitPortal.Enforcement;

/// <summary>Makes the points that the settings name, once.</summary>
internal sealed class PointsFromSettings(IServiceProvider services, IConfiguration configuration) : ISettingsCheck
{
    private readonly Lazy<Outcome<EnforcementPoints>> _read = new(() =>
        EnforcementPoints.Read(
            configuration,
            services.GetRequiredService<IOptions<EnforcementOptions>>().Value,
            services.GetServices<IPointKind>(),
            services.GetServices<IEnforcementPoint>()
        )
    );

    public EnforcementPoints Points => _read.Value.Required();

    public IEnumerable<Problem> Problems()
    {
        try
        {
            return _read.Value.Refusal?.Problems ?? [];
        }
        catch (OptionsValidationException)
        {
            return EnforcementPoints.ProblemsOfEntries(configuration, services.GetServices<IPointKind>());
        }
    }
}
