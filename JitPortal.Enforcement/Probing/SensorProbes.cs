using System.Security.Cryptography;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;
using Microsoft.Extensions.Options;

namespace JitPortal.Enforcement.Probing;

/// <summary>
/// Connects tried from other places of the network: where the person sits, and not where the portal does. NB. A sensor is asked only
/// about the service of a grant that is being proved; it has no way to ask for anything itself.
/// </summary>
internal sealed class SensorProbes
{
    /// <summary>How long a sensor's call for orders is kept waiting; below what proxies on the way allow.</summary>
    internal static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DirectTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Journey = TimeSpan.FromSeconds(5);
    private readonly Lazy<IReadOnlyList<SensorQueue>> _sensors;
    private readonly TimeProvider _time;

    public SensorProbes(IOptions<EnforcementOptions> options, TimeProvider time)
    {
        _time = time;
        // Not at once: whoever makes points can say what is wrong with them also while the sensors are wrong.
        _sensors = new(() => [.. SensorSettings.Read(options.Value.Sensors).Required().Select(s => new SensorQueue(s, time))]);
    }

    /// <summary>The settings name at least one.</summary>
    internal bool Any => _sensors.Value.Count > 0;

    internal IReadOnlyList<SensorView> View() => [.. _sensors.Value.Select(s => s.View())];

    /// <summary>
    /// Tries whether the service of a grant can be reached from the person's network. Null when no sensor stands there, none is awake or
    /// it does not answer: then nothing is known.
    /// </summary>
    /// <param name="sensor">Which; null = one whose networks hold the person's address.</param>
    /// <param name="place">Of the grant that is being proved.</param>
    internal async Task<ProbeAnswer?> ConnectAsync(string? sensor, DoorAddress place, TimeSpan timeout, CancellationToken ct)
    {
        var service = place.Service;
        if (service.Protocol != TransportProtocol.Tcp || Choose(sensor, place) is not { } queue)
            return null;
        var wait = timeout < LongestTimeout ? timeout : LongestTimeout;
        var order = new SensorOrder(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            service.Address.ToString(),
            service.Port,
            (int)wait.TotalMilliseconds
        );
        var answer = await queue.AskAsync(order, wait + Journey, ct);
        return answer is not null && Enum.TryParse<ConnectAnswer>(answer.Met, out var met) && met != ConnectAnswer.NoVantage
            ? new ProbeAnswer(
                queue.Settings.Name,
                AddressText.TryParse(answer.From, out var from) ? from : null,
                met,
                Took(answer),
                _time.GetUtcNow()
            )
            : null;
    }

    /// <summary>What a connect to the service from the person's network meets, past the door, and from where. Null when nothing is known.</summary>
    internal async Task<(ConnectAnswer Met, string Vantage, TimeSpan Took)?> DirectAsync(DoorAddress place, CancellationToken ct) =>
        await ConnectAsync(null, place, DirectTimeout, ct) is { } answer
            ? (
                answer.Met,
                $"from the sensor {answer.Sensor} in the person's network{(answer.From is { } from ? $", as {from}" : "")}",
                answer.Took
            )
            : null;

    internal SensorQueue? Find(string name) =>
        _sensors.Value.FirstOrDefault(s => string.Equals(s.Settings.Name, name, StringComparison.OrdinalIgnoreCase));

    private SensorQueue? Choose(string? name, DoorAddress place)
    {
        var chosen = name is null
            ? _sensors.Value.FirstOrDefault(s => s.Settings.StandsAt(place.Site) && s.Settings.StandsFor(place.Source) && s.Awake)
            : Find(name);
        return chosen is { Awake: true } && chosen.Settings.StandsAt(place.Site) ? chosen : null;
    }

    private static TimeSpan Took(SensorAnswer answer) =>
        answer.TookMs is >= 0 and <= 60_000 ? TimeSpan.FromMilliseconds(answer.TookMs) : TimeSpan.Zero;
}
