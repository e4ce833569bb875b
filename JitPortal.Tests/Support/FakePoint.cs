using System.Collections.Concurrent;
using System.Net;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Tests.Support;

/// <summary>An enforcement point that opens nothing: it converges as a real one does, or fails as told.</summary>
internal class FakePoint(TimeProvider time) : IEnforcementPoint, ICredentialIssuer
{
    private readonly ConcurrentDictionary<GrantId, ObservedDoor> _doors = new();
    private readonly ConcurrentDictionary<GrantId, ShutDoor> _shut = new();
    private int _applied;

    /// <summary>Calls that still have to fail before it works; the next calls of <see cref="ApplyAsync"/> throw.</summary>
    public int FailNext { get; set; }

    /// <summary>Grants whose door will not shut.</summary>
    public ISet<GrantId> Stuck { get; } = new HashSet<GrantId>();

    /// <summary>What looks at a shut door see instead of the truth.</summary>
    public ProbeVerdict? ShutLooks { get; set; }

    /// <summary>What else says that a door is shut when nothing can be compared.</summary>
    public ShutGrounds Grounds { get; set; } = ShutGrounds.ShutThere;

    /// <summary>Whether it knows when the last byte moved.</summary>
    public bool Measures { get; set; } = true;

    /// <summary>What looks at an open door see instead of the truth.</summary>
    public ProbeVerdict? OpenLooks { get; set; }

    /// <summary>What the next report says was found.</summary>
    public IReadOnlyList<Drift> FoundNext { get; set; } = [];

    /// <summary>Set, no call ends before it: a point that is far away.</summary>
    public Task Held { get; set; } = Task.CompletedTask;

    /// <summary>What the direct path shows; null = nothing ever.</summary>
    public Func<DirectPathResult>? Direct { get; set; }

    public int Applied => _applied;

    public IReadOnlyDictionary<GrantId, ObservedDoor> Doors => _doors;

    public bool IsBehindCarriers { get; init; }

    public event EventHandler? Changed;

    public string Name { get; init; } = "fake";

    public IReadOnlyList<Snippet> Snippets => [];

    public Capabilities Capabilities { get; } = new(false, false, false, false, true, true, ["It opens nothing: for tests."]);

    /// <summary>As a real point does when somebody else touched it.</summary>
    public void SayChanged() => Changed?.Invoke(this, EventArgs.Empty);

    public IReadOnlyList<ObservedDoor> Glance() => [.. _doors.Values];

    public string? ObjectionTo(Endpoint service, IPAddress? source) => null;

    public Task<IReadOnlyList<ObservedDoor>> ObserveAsync(CancellationToken ct) => Task.FromResult(Glance());

    public async Task<EnforcementReport> ApplyAsync(DesiredAccess desired, CancellationToken ct)
    {
        await Held.WaitAsync(ct);
        Interlocked.Increment(ref _applied);
        if (FailNext > 0)
        {
            FailNext--;
            throw new IOException("The enforcement point does not answer.");
        }

        var now = time.GetUtcNow();
        var failed = new List<DoorFailure>();
        var plan = DoorPlan.Between(desired, _doors.Values.Select(d => new DesiredDoor(d.Grant, d.Source, d.Service, d.Deadline)), now);
        foreach (var grant in plan.Shut)
        {
            if (Stuck.Contains(grant))
                failed.Add(new DoorFailure(grant, "The door is stuck."));
            else if (_doors.TryRemove(grant, out _))
                _shut[grant] = new ShutDoor(grant, now, 0, 0, 0, false) { Measured = Measures, Stamp = time.GetTimestamp() };
        }

        foreach (var door in plan.Move.Concat(plan.Open))
            _doors[door.Grant] = new ObservedDoor(
                door.Grant,
                door.Source,
                door.Service,
                door.Deadline,
                "fake",
                door.PreferredPort ?? 1,
                now,
                [],
                0,
                0,
                0
            );
        var report = new EnforcementReport([.. _doors.Values], [.. _shut.Values], failed) { Drift = FoundNext };
        FoundNext = [];
        return report;
    }

    public Task<bool> CutAsync(GrantId grant, string flowId, CancellationToken ct) => Task.FromResult(false);

    public Task<ProbeResult> ProveOpenAsync(DoorAddress door, CancellationToken ct) => Probe(_doors.ContainsKey(door.Grant), OpenLooks);

    public Task<ProbeResult> ProveShutAsync(DoorAddress door, CancellationToken ct) => Probe(!_doors.ContainsKey(door.Grant), ShutLooks);

    public Task<DirectPathResult> ProbeDirectPathAsync(DoorAddress door, CancellationToken ct) =>
        Task.FromResult(
            Direct?.Invoke() ?? new DirectPathResult(DirectPath.Unknown, "Not tried.", "nowhere", time.GetUtcNow(), TimeSpan.Zero)
        );

    public Task<Outcome<IssuedCredential>> IssueAsync(GrantId grant, CredentialRequest request, CancellationToken ct) =>
        Task.FromResult<Outcome<IssuedCredential>>(
            _doors.TryGetValue(grant, out var door)
                ? new IssuedCredential(
                    "fake-token",
                    "fake",
                    $"secret-of-{grant}",
                    null,
                    door.Deadline,
                    new Dictionary<string, string>(StringComparer.Ordinal) { ["length"] = "39" }
                )
                : Refusal.Conflict("door-not-open", "That door is not open.")
        );

    public Task<IReadOnlyList<PointCheck>> CheckAsync(CancellationToken ct) => Task.FromResult<IReadOnlyList<PointCheck>>([]);

    private Task<ProbeResult> Probe(bool holds, ProbeVerdict? instead)
    {
        var verdict = instead ?? (holds ? ProbeVerdict.Proved : ProbeVerdict.Refuted);
        var words = verdict switch
        {
            ProbeVerdict.Proved => "As it should be.",
            ProbeVerdict.Refuted => "Not as it should be.",
            _ => "Could not be verified.",
        };
        return Task.FromResult(new ProbeResult(verdict, words, "nowhere", time.GetUtcNow(), TimeSpan.Zero) { Grounds = Grounds });
    }
}

/// <summary>One through which connections run, as they do through the gateway.</summary>
internal sealed class FakeCarrier(TimeProvider time) : FakePoint(time), IConnectionCarrier
{
    /// <summary>What services see; null = this machine does not know.</summary>
    public IPAddress? Address { get; set; } = IPAddress.Parse("10.9.0.1");

    public IPAddress? SeenBy(Endpoint service) => Address;
}
