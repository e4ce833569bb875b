using System.Net;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Gateway.OnePort;

/// <summary>
/// Slows down who tries tokens: so many wrong ones a minute from one address, then none is even looked at. An IPv6 network of 64 bits
/// counts as one address, for whoever has one has all of it.
/// </summary>
internal sealed class TokenBrake(TimeProvider time)
{
    public const int Wrong = 20;
    private const int Sources = 10_000;
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, (long Since, int Count)> _wrong = [];

    public bool IsOn(IPAddress source)
    {
        lock (_lock)
            return _wrong.TryGetValue(SourceNetwork.Of(source), out var seen)
                && seen.Count >= Wrong
                && time.GetElapsedTime(seen.Since) < Span;
    }

    /// <summary>True when this one was one too many and the brake is on from now.</summary>
    public bool Count(IPAddress source)
    {
        lock (_lock)
        {
            if (_wrong.Count >= Sources)
                ForgetNeedsLock();
            var network = SourceNetwork.Of(source);
            _wrong[network] =
                _wrong.TryGetValue(network, out var seen) && time.GetElapsedTime(seen.Since) < Span
                    ? seen with
                    {
                        Count = seen.Count + 1,
                    }
                    : (time.GetTimestamp(), 1);
            return _wrong[network].Count == Wrong;
        }
    }

    private void ForgetNeedsLock()
    {
        foreach (var (network, seen) in _wrong)
            if (time.GetElapsedTime(seen.Since) >= Span)
                _wrong.Remove(network);

        // A token cannot be guessed; forgetting who tries is better than growing without end.
        if (_wrong.Count >= Sources)
            _wrong.Clear();
    }
}
