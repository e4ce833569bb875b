using System.Diagnostics.Metrics;

namespace JitPortal.Grants;

/// <summary>What <c>/metrics</c> tells about grants.</summary>
internal sealed class GrantMeasures
{
    private readonly Histogram<double> _revocation;
    private readonly Counter<long> _contradicted;
    private readonly Counter<long> _drift;

    public GrantMeasures(IMeterFactory meters)
    {
        var meter = meters.Create("JitPortal");
        _revocation = meter.CreateHistogram(
            "jitportal.revocation.latency", "s", "From the moment an access had to end to the last byte that the old authority could move",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60] });
        _contradicted = meter.CreateCounter<long>("jitportal.closure.contradicted", "{probe}", "Probes that found a closed door open");
        _drift = meter.CreateCounter<long>("jitportal.enforcement.drift", "{finding}", "Things at enforcement points that no grant explained");
    }

    public void Closed(TimeSpan latency) => _revocation.Record(latency.TotalSeconds);

    public void Contradicted(string point) => _contradicted.Add(1, new KeyValuePair<string, object?>("point", point));

    public void Drifted(string point, int count) => _drift.Add(count, new KeyValuePair<string, object?>("point", point));
}
