using System.Collections.Concurrent;
using JitPortal.Grants.Model;
using JitPortal.Shared;

namespace JitPortal.Grants;

/// <summary>
/// Since when grants had to be shut, by the clock that nobody sets. NB. The wall clock may jump between the moment from which a door
/// had to be shut and the one at which it was; neither a jump nor a correction may show as revocation latency. What an earlier process
/// decided is known by the wall clock only.
/// </summary>
public sealed class EndClock(TimeProvider time)
{
    private readonly ConcurrentDictionary<GrantId, long> _since = new();
    private long? _nothingDueAt;

    /// <summary>A time stamp for <see cref="NothingWasDue"/>, taken before looking.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>
    /// At that moment no deadline had come that is not dealt with: what is found due at the next look has not been so for longer, whatever
    /// the wall clock says.
    /// </summary>
    public void NothingWasDue(long at) => _nothingDueAt = at;

    /// <summary>The moment from which a grant has to be shut as a time stamp, taken when that was decided.</summary>
    public long SinceOf(Grant grant)
    {
        var (now, ago) = (time.GetTimestamp(), time.GetUtcNow() - (grant.ClosingAt ?? time.GetUtcNow()));
        if (_nothingDueAt is { } checkedAt && time.GetElapsedTime(checkedAt, now) is var longest && longest < ago)
            ago = longest;
        return ago <= TimeSpan.Zero ? now : now - (long)(ago.TotalSeconds * time.TimestampFrequency);
    }

    /// <summary>Keeps it; the first word counts.</summary>
    public void Begun(GrantId grant, long since) => _since.TryAdd(grant, since);

    /// <summary>From when a grant had to be shut to a moment; never negative.</summary>
    /// <param name="stamp">The moment by the clock that nobody sets, where it is known.</param>
    public TimeSpan Took(Grant grant, DateTimeOffset at, long? stamp)
    {
        var took =
            stamp is { } end && _since.TryGetValue(grant.Id, out var since)
                ? time.GetElapsedTime(since, end)
                : at - (grant.ClosingAt ?? at);
        return took > TimeSpan.Zero ? took : TimeSpan.Zero;
    }

    public void Forget(GrantId grant) => _since.TryRemove(grant, out _);
}
