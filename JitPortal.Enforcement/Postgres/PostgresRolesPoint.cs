using System.Net;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Toolkit;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Postgres;

/// <summary>
/// Database roles that live as long as a grant: made when it opens, given a password when the holder asks for one, disabled, emptied of
/// sessions and dropped when it ends. Guards by identity, not by the network.
/// </summary>
internal sealed class PostgresRolesPoint : IEnforcementPoint, ICredentialIssuer, IAsyncDisposable
{
    private readonly IReadOnlyList<RoleServer> _servers;
    private readonly PostgresRolesSettings _settings;
    private readonly PostgresProof _proof;
    private readonly TimeProvider _time;

    /// <summary>One a server: one that is away or slow keeps no other waiting.</summary>
    private readonly IReadOnlyList<Sweep> _sweeps;

    public PostgresRolesPoint(string name, PostgresRolesSettings settings, TimeProvider time, ILogger<PostgresRolesPoint> log)
    {
        (Name, _settings, _time) = (name, settings, time);
        _servers = [.. settings.Servers.Select(s => new RoleServer(settings, s, time, log))];
        _proof = new PostgresProof(settings, time);
        _sweeps = [.. _servers.Select(s => new Sweep(name, time, log, () => EndWhatIsDueAsync(s)))];
    }

    public event EventHandler? Changed;

    public string Name { get; }

    public Capabilities Capabilities => PostgresCapabilities.Words;

    public bool IsBehindCarriers => true;

    public LogIn? LogInFor(GrantId grant, string holder, Endpoint service) =>
        ServerOf(service) is { } server
            ? new LogIn(
                LogIn.PostgresRole,
                RoleName.Of(_settings.Prefix, grant),
                server.Server.MainDatabase,
                server.Server.SslMode != Npgsql.SslMode.Disable
            )
            : null;

    public IReadOnlyList<Snippet> Snippets => PostgresSnippets.Of(_settings);

    public IReadOnlyList<ObservedDoor> Glance() => [.. _servers.SelectMany(s => s.Book.Glance()).DistinctBy(d => d.Grant)];

    /// <summary>A role is for a person and knows no address: from where it logs in does not matter here.</summary>
    public string? ObjectionTo(Endpoint service, IPAddress? source) =>
        ServerOf(service) is null
            ? $"No server in the settings of {Name} is {service}; add one with that address in Guards, or take another enforcement point."
            : null;

    public async Task<IReadOnlyList<ObservedDoor>> ObserveAsync(CancellationToken ct) =>
        [.. (await Task.WhenAll(_servers.Select(s => s.ObserveAsync(ct)))).SelectMany(d => d).DistinctBy(d => d.Grant)];

    /// <summary>Every server takes its turn by itself: one that is away or slow holds up no other.</summary>
    public async Task<EnforcementReport> ApplyAsync(DesiredAccess desired, CancellationToken ct)
    {
        var (possible, objected) = Objections.Split(desired, ObjectionTo);
        var byServer = possible.Doors.ToLookup(d => ServerOf(d.Service));
        var reports = await Task.WhenAll(_servers.Select(s => s.ApplyAsync(new DesiredAccess([.. byServer[s]]), ct)));
        return new EnforcementReport(
            [.. reports.SelectMany(r => r.Open).DistinctBy(d => d.Grant)],
            [.. reports.SelectMany(r => r.Shut).OrderByDescending(s => s.At)],
            [.. reports.SelectMany(r => r.Failed), .. objected]
        )
        {
            Drift = [.. _servers.SelectMany(s => s.Book.Drift.Found.Take())],
        };
    }

    public Task EndAsync(IReadOnlyCollection<GrantId> grants, CancellationToken ct) =>
        Task.WhenAll(_servers.Select(s => s.EndAsync(grants, ct)));

    public Task<Outcome<IssuedCredential>> IssueAsync(GrantId grant, CredentialRequest request, CancellationToken ct) =>
        (_servers.FirstOrDefault(s => s.Book.Held.ContainsKey(grant)) ?? _servers[0]).IssueAsync(grant, ct);

    public Task<bool> CutAsync(GrantId grant, string flowId, CancellationToken ct) =>
        (_servers.FirstOrDefault(s => s.Book.Held.ContainsKey(grant)) ?? _servers[0]).CutAsync(grant, flowId, ct);

    public Task<ProbeResult> ProveOpenAsync(DoorAddress door, CancellationToken ct) => _proof.OpenAsync(ServerOf(door.Service), door, ct);

    public Task<ProbeResult> ProveShutAsync(DoorAddress door, CancellationToken ct) => _proof.ShutAsync(ServerOf(door.Service), door, ct);

    public Task<DirectPathResult> ProbeDirectPathAsync(DoorAddress door, CancellationToken ct) =>
        Task.FromResult(
            new DirectPathResult(
                DirectPath.Unknown,
                "Not tried: a database role guards by its password, not by the network, so there is no way past it but another account.",
                PostgresProof.Here,
                _time.GetUtcNow(),
                TimeSpan.Zero
            )
        );

    public async Task<IReadOnlyList<PointCheck>> CheckAsync(CancellationToken ct) =>
        [.. (await Task.WhenAll(_servers.Select(s => new PostgresChecks(_settings, s, _time).RunAsync(ct)))).SelectMany(c => c)];

    public async ValueTask DisposeAsync()
    {
        foreach (var sweep in _sweeps)
            await sweep.DisposeAsync();
        foreach (var server in _servers)
            server.Dispose();
    }

    private RoleServer? ServerOf(Endpoint service) => _servers.FirstOrDefault(s => s.Server.Guards.Contains(service));

    /// <summary>What the portal's stop keeps it from ending, the next one finds in the catalog.</summary>
    private async Task EndWhatIsDueAsync(RoleServer server)
    {
        if (await server.SweepAsync())
            Changed?.Invoke(this, EventArgs.Empty);
    }
}
