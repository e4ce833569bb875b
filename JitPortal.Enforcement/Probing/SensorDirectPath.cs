using System.Net;
using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Probing;

/// <summary>
/// Whether somebody in the person's network gets to a service without a grant, for points that the portal can't look into: a sensor there
/// tries it, and a connect from the portal's machine is the control.
/// </summary>
internal static class SensorDirectPath
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Null when no sensor could tell: none is awake there, or it has the person's own address, which the grant lets in.</summary>
    public static async Task<DirectPathResult?> LookAsync(SensorProbes? sensors, DoorAddress place, TimeProvider time, CancellationToken ct)
    {
        if (
            sensors is null
            || await sensors.ConnectAsync(null, place, Patience, ct) is not { From: { } from } seen
            || from.Equals(place.Source)
        )
            return null;
        var vantage = $"from the sensor {seen.Sensor} in the person's network, as {from}";
        if (seen.Met == ConnectAnswer.Accepted)
            return new(
                DirectPath.Bypassable,
                $"{place.Service} answers an address that this grant does not name.",
                vantage,
                seen.At,
                seen.Took
            );
        var (control, _) = await ConnectProbe.TryAsync(new IPEndPoint(place.Service.Address, place.Service.Port), null, Patience, time, ct);
        return control == ConnectAnswer.Accepted
            ? new(
                DirectPath.Guarded,
                $"{place.Service} does not answer an address that this grant does not name, and the service itself is up.",
                vantage,
                seen.At,
                seen.Took
            )
            : new(
                DirectPath.Unknown,
                $"{place.Service} does not answer, and nothing shows that the service itself is up, so this could not be verified.",
                vantage,
                seen.At,
                seen.Took
            )
            {
                TryAgain = true,
            };
    }
}
