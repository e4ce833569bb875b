using System.Diagnostics.Metrics;
using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;

namespace JitPortal.Grants;

/// <summary>What <c>/metrics</c> tells about grants.</summary>
internal sealed class GrantMeasures
{
    private readonly Histogram<double> _revocation;
    private readonly Counter<long> _contradicted;
    private readonly Counter<long> _looks;
    private readonly Counter<long> _drift;

    public GrantMeasures(IMeterFactory meters)
    {
        var meter = meters.Create("JitPortal");
        _revocation = meter.CreateHistogram(
            "jitportal.revocation.latency",
            "s",
            "From the moment an access had to end until nothing could pass any more, at the slowest enforcement point; known says whether it was measured or only bounded",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60] }
        );
        _contradicted = meter.CreateCounter<long>("jitportal.closure.contradicted", "{probe}", "Probes that found closed access open");
        _looks = meter.CreateCounter<long>(
            "jitportal.closure.looks",
            "{probe}",
            "Tests of access that has to be closed, by what they showed: Proved, NotComparable (could not be verified) or Refuted (still open)"
        );
        meter.CreateObservableGauge(
            "jitportal.closures.unproved",
            Unproved,
            "{grant}",
            "Closed grants of the last thirty days that are not proved shut, by what was seen last"
        );
        _drift = meter.CreateCounter<long>(
            "jitportal.enforcement.drift",
            "{finding}",
            "Things at enforcement points that no grant explained"
        );
    }

    /// <summary>Closed grants that could not be verified, as last counted.</summary>
    public int Unverified { get; set; }

    /// <summary>Closed grants with a door that was found open, as last counted.</summary>
    public int Refuted { get; set; }

    public void Closed(TimeSpan latency, EndKnown known) =>
        _revocation.Record(latency.TotalSeconds, new KeyValuePair<string, object?>("known", known.ToString()));

    public void Looked(string point, ProbeVerdict seen) =>
        _looks.Add(1, new KeyValuePair<string, object?>("point", point), new KeyValuePair<string, object?>("proof", seen.ToString()));

    public void Contradicted(string point) => _contradicted.Add(1, new KeyValuePair<string, object?>("point", point));

    private IEnumerable<Measurement<int>> Unproved() =>
        [
            new(Unverified, new KeyValuePair<string, object?>("proof", nameof(ProbeVerdict.NotComparable))),
            new(Refuted, new KeyValuePair<string, object?>("proof", nameof(ProbeVerdict.Refuted))),
        ];

    public void Drifted(string point, int count) => _drift.Add(count, new KeyValuePair<string, object?>("point", point));
}
