using System.Collections.Concurrent;

namespace JitPortal.Identity;

/// <summary>Codes of authenticator apps that somebody logged in with: each does so once (RFC 6238, 5.2), also for whoever watched it being typed.</summary>
internal sealed class SpentCodes(TimeProvider clock)
{
    /// <summary>Identity takes codes of one and a half minutes before and after.</summary>
    private static readonly TimeSpan Good = TimeSpan.FromMinutes(4);

    private readonly ConcurrentDictionary<(string UserId, string Code), DateTimeOffset> _spent = new();

    /// <summary>False when it was spent already.</summary>
    public bool Spend(string userId, string code)
    {
        var now = clock.GetUtcNow();
        foreach (var (key, at) in _spent)
        {
            if (now - at > Good)
                _spent.TryRemove(key, out _);
        }

        return _spent.TryAdd((userId, code), now);
    }
}
