using System.Globalization;
using System.Net;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Toolkit;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Ssh;

/// <summary>
/// The portal as certificate authority for OpenSSH: an open door means that its holder gets short certificates for one host and account,
/// and that the list of revoked certificates does not name them.
/// </summary>
internal sealed partial class SshCertificatePoint : IEnforcementPoint, ICredentialIssuer, IAsyncDisposable
{
    /// <summary>
    /// A certificate is good from a minute before its issue, and a probe's until a minute after: a host that let in a probe at the
    /// opening showed that its clock is not off by more.
    /// </summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <summary>
    /// For a host that never showed its clock: what Kerberos allows for too (RFC 4120, five minutes).
    /// </summary>
    private static readonly TimeSpan SlowClock = TimeSpan.FromMinutes(5);
    private readonly Turns _turns = new();
    private readonly SshSettings _settings;
    private readonly SshDoors _doors;
    private readonly SshProof _proof;
    private readonly SshLogin _login;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private Sweep? _sweep;

    public SshCertificatePoint(string name, SshSettings settings, string folder, CaStore authority, TimeProvider time, ILogger log)
    {
        (Name, _settings, _time, _log, Authority) = (name, settings, time, log, authority);
        _doors = new SshDoors(new DoorRegisterFile(folder), authority, new KrlFile(folder, settings.KrlPath, time), time);
        _login = new SshLogin(settings, time);
        _proof = new SshProof(settings, _login, time, SignProbeAsync);
    }

    public event EventHandler? Changed;

    public string Name { get; }

    public CaStore Authority { get; }

    public Capabilities Capabilities => SshCapabilities.Words;

    public bool IsBehindCarriers => true;

    public bool WantsPublicKey => true;

    public LogIn? LogInFor(GrantId grant, string holder, Endpoint service) =>
        _settings.Covering(service) is { } network && AccountName.For(network, holder, service) is { Ok: true } named
            ? new LogIn(LogIn.SshCertificate, named.Value.Account)
            : null;

    public IReadOnlyList<Snippet> Snippets => SshSnippets.For(Name, _settings);

    public IReadOnlyList<ObservedDoor> Glance() => _doors.OpenDoors;

    public string? ObjectionTo(Endpoint service, IPAddress? source) =>
        service.Protocol != TransportProtocol.Tcp ? $"SSH runs over TCP; {service.PortName} cannot be opened with a certificate."
        : _settings.Covering(service) is not { } network
            ? $"No host that trusts the SSH authority “{Name}” is known at {service.HostPort}; name its network and port in the settings of the point."
        : source is not null && network.ComesFrom.Count == 0 && source.AddressFamily != service.Address.AddressFamily
            ? $"A certificate of “{Name}” holds from {source} only, from where nobody reaches {service.Address}: the address families differ. "
                + $"Ask from an {AddressText.FamilyOf(service.Address)} address, or name in ComesFrom what the host sees."
        : null;

    public async Task<IReadOnlyList<ObservedDoor>> ObserveAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        return Glance();
    }

    public Task<EnforcementReport> ApplyAsync(DesiredAccess desired, CancellationToken ct) =>
        AloneAsync(
            async () =>
            {
                await _doors.LoadAsync(ct);
                _sweep ??= new Sweep(Name, _time, _log, ShutWhatIsDueAsync);
                return await _doors.ApplyAsync(desired, ObjectionTo, ct);
            },
            ct
        );

    /// <summary>NB. It waits for what another call is doing, which asks nobody but the disk. What cannot be written is told by the sweep.</summary>
    public async Task EndAsync(IReadOnlyCollection<GrantId> grants, CancellationToken ct)
    {
        using var turn = await _turns.TakeAsync(ct);
        await _doors.LoadAsync(ct);
        await _doors.EndAsync(grants, ct);
    }

    private string? ObjectionTo(DesiredDoor door)
    {
        if (ObjectionTo(door.Service, door.Source) is { } objection)
            return objection;
        var named = AccountName.For(_settings.Covering(door.Service)!, door.Holder, door.Service);
        return named.Ok ? null : named.Refusal.Sentence;
    }

    /// <summary>No connection is known here, so none can be cut.</summary>
    public Task<bool> CutAsync(GrantId grant, string flowId, CancellationToken ct) => Task.FromResult(false);

    public Task<ProbeResult> ProveOpenAsync(DoorAddress door, CancellationToken ct) => _proof.OpenAsync(door, ct);

    public async Task<ProbeResult> ProveShutAsync(DoorAddress door, CancellationToken ct)
    {
        await LoadAsync(ct);
        // What came due is written down first: the sweep may be a second away.
        await ShutWhatIsDueAsync();
        if (_doors.Book.Doors.ContainsKey(door.Grant))
            return new ProbeResult(
                ProbeVerdict.Refuted,
                "Certificates are still given for this grant.",
                "in the portal",
                _time.GetUtcNow(),
                TimeSpan.Zero
            );
        if (door.NeverOpen)
            return new ProbeResult(
                ProbeVerdict.Proved,
                "No certificate was ever given for this grant.",
                "in the portal",
                _time.GetUtcNow(),
                TimeSpan.Zero
            );
        var seen = await _proof.ShutAsync(
            door,
            _doors.Book.Revokes(SshSerial.Of(door.Grant, door.Source, door.Service)),
            _doors.LastEndOf(door),
            ct
        );
        return seen.Verdict == ProbeVerdict.NotComparable ? IfOver(door, seen) : seen;
    }

    /// <summary>Whether every certificate of a grant has ended for every host whose clock may be wrong by as much as can be allowed for.</summary>
    private ProbeResult IfOver(DoorAddress door, ProbeResult seen) =>
        _doors.EndedSince(door) > (door.ProvedOpen ? Skew : SlowClock)
            ? seen with
            {
                Grounds = ShutGrounds.Over,
                Result =
                    $"{seen.Result} The last certificate of the grant ended at {_doors.LastEndOf(door)!.Value.UtcDateTime:u}, so none can be used any more.",
            }
            : seen;

    public Task<DirectPathResult> ProbeDirectPathAsync(DoorAddress door, CancellationToken ct) =>
        Task.FromResult(
            new DirectPathResult(
                DirectPath.Unknown,
                "A certificate decides who logs in, not who reaches the port; a network point decides that.",
                "in the portal",
                _time.GetUtcNow(),
                TimeSpan.Zero
            )
        );

    public Task<IReadOnlyList<PointCheck>> CheckAsync(CancellationToken ct) => new SshChecks(_settings, _login, this).LookAsync(_time, ct);

    public Task<Outcome<IssuedCredential>> IssueAsync(GrantId grant, CredentialRequest request, CancellationToken ct) =>
        AloneAsync<Outcome<IssuedCredential>>(
            async () =>
            {
                await _doors.LoadAsync(ct);
                var now = _time.GetUtcNow();
                if (_doors.Standing(grant) is not { } door || door.Wanted.Deadline.ToUnixTimeSeconds() <= now.ToUnixTimeSeconds())
                    return Refusal.Conflict("door-not-open", $"The grant is not open at “{Name}”, so there is no certificate for it.");
                var key = SshPublicKey.Read(request.PublicKey);
                if (!key.Ok)
                    return key.Refusal;
                var wanted = door.Wanted;
                if (_settings.Covering(wanted.Service) is not { } network)
                    return Refusal.Conflict("not-covered", ObjectionTo(wanted.Service, wanted.Source)!);
                var named = AccountName.For(network, wanted.Holder, wanted.Service);
                if (!named.Ok)
                    return named.Refusal;
                var certificate = new SshCertificate(
                    key.Value,
                    door.Serial,
                    $"jit {grant} {Plain(wanted.Holder)}",
                    named.Value.Principals,
                    now - Skew,
                    wanted.Deadline,
                    network.ComesFrom.Count > 0 ? network.ComesFrom : [wanted.Source.ToString()],
                    null,
                    _settings.Extensions
                );
                var authorities = await Authority.EnsureAsync(ct);
                var signed = Sign(authorities, certificate);
                return signed.Ok ? Credential(certificate, named.Value.Account, signed.Value, authorities) : signed.Refusal;
            },
            ct
        );

    /// <summary>The list for hosts, as it stands now.</summary>
    public Task<byte[]> RevocationListAsync(CancellationToken ct) =>
        AloneAsync(
            async () =>
            {
                await _doors.LoadAsync(ct);
                return await _doors.RevocationListAsync(ct);
            },
            ct
        );

    /// <summary>Done when the list is another than <paramref name="known"/>.</summary>
    public Task AfterAsync(byte[] known) => _doors.AfterAsync(known);

    /// <summary>The moment after which no certificate can be valid that was issued up to now.</summary>
    public Task<DateTimeOffset> LastCertificateEndsAsync(CancellationToken ct) =>
        AloneAsync(
            async () =>
            {
                await _doors.LoadAsync(ct);
                return _doors.Book.Doors.Values.Select(d => d.Latest).Append(_time.GetUtcNow()).Max();
            },
            ct
        );

    public async ValueTask DisposeAsync()
    {
        if (_sweep is not null)
            await _sweep.DisposeAsync();
        await _turns.TakeAsync(CancellationToken.None);
        _turns.Dispose();
    }

    private static IssuedCredential Credential(SshCertificate certificate, string account, string line, CaSet authorities) =>
        new(
            LogIn.SshCertificate,
            account,
            null,
            line,
            DateTimeOffset.FromUnixTimeSeconds(certificate.ValidBefore.ToUnixTimeSeconds()),
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["serial"] = certificate.Serial.ToString(CultureInfo.InvariantCulture),
                ["keyId"] = certificate.KeyId,
                ["key"] = certificate.Key.Fingerprint,
                ["principals"] = string.Join(',', certificate.Principals),
                ["sources"] = string.Join(',', certificate.Sources),
                ["validBefore"] = certificate
                    .ValidBefore.ToUniversalTime()
                    .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                ["authority"] = authorities.Current.Fingerprint,
            }
        );

    /// <summary>NB. The holder's text goes into logs of other machines.</summary>
    private static string Plain(string holder)
    {
        var plain = string.Concat(holder.Select(c => c is > ' ' and <= '~' ? c : '?'));
        return plain.Length > 200 ? plain[..200] : plain;
    }

    private Outcome<string> Sign(CaSet authorities, SshCertificate certificate)
    {
        var opened = Authority.Open(authorities);
        if (!opened.Ok)
            return opened.Refusal;
        using var key = opened.Value;
        return certificate.Sign(key);
    }

    private async Task<Outcome<(string Account, string Certificate)>> SignProbeAsync(
        DoorAddress place,
        ulong serial,
        DateTimeOffset until,
        string publicKey
    )
    {
        if (_settings.Covering(place.Service) is not { } network || _login.Here(place.Service.Address) is not { } here)
            return Refusal.Conflict(
                "not-covered",
                ObjectionTo(place.Service, place.Source) ?? "This machine has no address towards the host."
            );
        var named = AccountName.For(network, place.Holder.Length > 0 ? place.Holder : _doors.HolderOf(place.Grant), place.Service);
        if (!named.Ok)
            return named.Refusal;
        var certificate = new SshCertificate(
            SshPublicKey.Read(publicKey).Required(),
            serial,
            $"jit-probe {place.Grant}",
            named.Value.Principals,
            until - (2 * Skew),
            until,
            [here.ToString()],
            "true",
            []
        );
        return Sign(await Authority.EnsureAsync(CancellationToken.None), certificate).Map(line => (named.Value.Account, line));
    }

    private async Task ShutWhatIsDueAsync()
    {
        try
        {
            if (await AloneAsync(() => _doors.ShutDueAsync(CancellationToken.None), CancellationToken.None))
                Changed?.Invoke(this, EventArgs.Empty);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Log.NotPublished(_log, e, Name);
        }
    }

    private async Task<T> AloneAsync<T>(Func<Task<T>> work, CancellationToken ct)
    {
        using var turn = await _turns.TakeAsync(ct);
        return await work();
    }

    private Task<bool> LoadAsync(CancellationToken ct) =>
        AloneAsync(
            async () =>
            {
                await _doors.LoadAsync(ct);
                return true;
            },
            ct
        );

    private static partial class Log
    {
        [LoggerMessage(2301, LogLevel.Error, "The SSH point {Point} could not publish what it revoked; it is tried again")]
        public static partial void NotPublished(ILogger log, Exception e, string point);
    }
}
