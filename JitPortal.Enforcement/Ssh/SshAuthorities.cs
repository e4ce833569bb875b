using JitPortal.Shared;

namespace JitPortal.Enforcement.Ssh;

/// <summary>What hosts and operators get of the SSH points' authorities: public keys, lists of revoked certificates, a new key.</summary>
public sealed class SshAuthorities(EnforcementPoints points, TimeProvider time)
{
    private const int MostWaiting = 2000;
    private int _waiting;

    /// <summary>The keys that hosts should trust now, one public key line each.</summary>
    /// <param name="point">Name of the point; may be left out where there is only one.</param>
    public async Task<Outcome<IReadOnlyList<string>>> KeysAsync(string? point, CancellationToken ct)
    {
        var found = Find(point);
        return found.Ok ? Lines(found.Value.Name, await found.Value.Authority.EnsureAsync(ct)) : found.Refusal;
    }

    /// <summary>The list of revoked certificates in OpenSSH's binary form.</summary>
    public async Task<Outcome<byte[]>> RevocationListAsync(string? point, CancellationToken ct)
    {
        var found = Find(point);
        if (!found.Ok)
            return found.Refusal;
        try
        {
            return await found.Value.RevocationListAsync(ct);
        }
        catch (IOException)
        {
            return Refusal.Unavailable("krl-unwritten", "The list of revoked certificates could not be written just now; ask again.");
        }
    }

    /// <summary>Waits until the list is another than the one that the caller knows, at most <paramref name="patience"/>, and gives the one that counts then.</summary>
    public async Task<Outcome<byte[]>> NextRevocationListAsync(string? point, byte[] known, TimeSpan patience, CancellationToken ct)
    {
        var found = Find(point);
        if (!found.Ok)
            return found.Refusal;
        // NB. Anybody may ask: more callers than any site has hosts are not kept waiting.
        if (Interlocked.Increment(ref _waiting) <= MostWaiting)
            await found.Value.AfterAsync(known).WaitAsync(patience, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Decrement(ref _waiting);
        return await RevocationListAsync(point, CancellationToken.None);
    }

    /// <summary>
    /// Makes a new key sign. The old one stays trusted until the last certificate that it may have signed has ended, or with
    /// <paramref name="atOnce"/> is withdrawn, and all its certificates with it. Works beside a running portal.
    /// </summary>
    public async Task<Outcome<IReadOnlyList<string>>> RotateAsync(string? point, bool atOnce, CancellationToken ct)
    {
        var found = Find(point);
        return found.Ok
            ? Lines(found.Value.Name, await found.Value.Authority.RotateAsync(await found.Value.LastCertificateEndsAsync(ct), atOnce, ct))
            : found.Refusal;
    }

    private Outcome<IReadOnlyList<string>> Lines(string point, CaSet set) =>
        Outcome.From<IReadOnlyList<string>>([.. set.Trusted(time.GetUtcNow()).Select(k => k.Line($"jitportal-{point}"))]);

    private Outcome<SshCertificatePoint> Find(string? name)
    {
        var all = points.All.OfType<SshCertificatePoint>().ToList();
        var named = name is null ? all : [.. all.Where(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase))];
        return named.Count switch
        {
            1 => named[0],
            0 => Refusal.NotFound(
                "no-ssh-point",
                name is null
                    ? "No enforcement point of kind ssh-certificates is set up."
                    : "There is no enforcement point of kind ssh-certificates with that name."
            ),
            _ => Refusal.Conflict("which-ssh-point", "There are several enforcement points of kind ssh-certificates; name one."),
        };
    }
}
