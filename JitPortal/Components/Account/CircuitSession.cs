using System.Security.Claims;
using JitPortal.Hosting;
using JitPortal.Identity;
using JitPortal.Live;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace JitPortal.Components.Account;

/// <summary>
/// Keeps a circuit's session honest: looks at once when the person was changed, and twice a minute in any case. A session that is over
/// sends the page to the log-in; changed roles change what the page shows.
/// </summary>
internal sealed partial class CircuitSession : ServerAuthenticationStateProvider, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan WhileAway = TimeSpan.FromSeconds(2);

    private readonly SessionCheck _sessions;
    private readonly LiveBus _bus;
    private readonly TimeProvider _clock;
    private readonly ILogger<CircuitSession> _logger;
    private CancellationTokenSource _watch = new();

    public CircuitSession(SessionCheck sessions, LiveBus bus, TimeProvider clock, ILogger<CircuitSession> logger)
    {
        (_sessions, _bus, _clock, _logger) = (sessions, bus, clock, logger);
        AuthenticationStateChanged += state => _ = WatchAsync(state, Restart());
    }

    public void Dispose()
    {
        _watch.Cancel();
        _watch.Dispose();
    }

    private CancellationToken Restart()
    {
        _watch.Cancel();
        _watch.Dispose();
        _watch = new CancellationTokenSource();
        return _watch.Token;
    }

    private async Task WatchAsync(Task<AuthenticationState> state, CancellationToken ct)
    {
        try
        {
            var session = (await state).User;
            if (session.FindFirstValue(ClaimTypes.NameIdentifier) is not { } userId)
                return;
            using var people = _bus.Subscribe($"session of {userId}", Topic.People);
            while (!ct.IsCancellationRequested)
            {
                if (await PresentAsync(session, ct) is not { Known: true, Session: var present })
                    continue;
                ct.ThrowIfCancellationRequested();
                if (present is null || !Same(present, session))
                {
                    SetAuthenticationState(Task.FromResult(new AuthenticationState(present ?? new ClaimsPrincipal(new ClaimsIdentity()))));
                    return;
                }

                await UntilChangedAsync(people, userId, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The circuit is gone, or a newer state is watched.
        }
        catch (Exception e)
        {
            // NB. A session that cannot be looked at is over.
            Log.CannotCheck(_logger, e);
            SetAuthenticationState(Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity()))));
        }
    }

    /// <summary>NB. While the database is away nobody can say, and no verb can run either: the page stays and the look is made again.</summary>
    private async Task<(bool Known, ClaimsPrincipal? Session)> PresentAsync(ClaimsPrincipal session, CancellationToken ct)
    {
        try
        {
            return (true, await _sessions.PresentAsync(session));
        }
        catch (Exception e) when (Outage.Is(e))
        {
            await Task.Delay(WhileAway, _clock, ct);
            return (false, null);
        }
    }

    private async Task UntilChangedAsync(LiveSubscription people, string userId, CancellationToken ct)
    {
        using var pause = new CancellationTokenSource(Interval, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, pause.Token);
        try
        {
            await foreach (var message in people.Messages.ReadAllAsync(either.Token))
            {
                if (string.Equals(message.Id, userId, StringComparison.Ordinal))
                    return;
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // Half a minute is over.
        }
    }

    private static bool Same(ClaimsPrincipal a, ClaimsPrincipal b) => Claims(a).SetEquals(Claims(b));

    private static HashSet<(string, string)> Claims(ClaimsPrincipal principal) => [.. principal.Claims.Select(c => (c.Type, c.Value))];

    private static partial class Log
    {
        [LoggerMessage(1201, LogLevel.Warning, "A session could not be checked and was ended.")]
        public static partial void CannotCheck(ILogger logger, Exception exception);
    }
}
