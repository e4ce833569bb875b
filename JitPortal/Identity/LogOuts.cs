using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using JitPortal.Data;
using JitPortal.Hosting;
using JitPortal.Journal;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Identity;

/// <summary>
/// Ends sessions at the server. A log-out is kept in a file until the database has it, so the session is over also while the database takes
/// no write, and after a restart. NB. Where the file cannot be written either (a full disk), a restart forgets it; the log says so.
/// </summary>
public sealed partial class LogOuts(
    PortalPaths paths,
    SessionCache sessions,
    JournaledWrite write,
    TimeProvider clock,
    BackgroundLoops loops,
    ILogger<LogOuts> log
) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly Refusal NotFound = Refusal.NotFound("session-not-found", "You have no such session, or it is over already.");

    private readonly ConcurrentDictionary<Guid, LogOut> _kept = new();
    private readonly SemaphoreSlim _file = new(1, 1);

    private string File => Path.Combine(paths.Root, "log-outs-not-written.json");

    /// <summary>Those of an earlier portal count before the first page is served.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var one in await ReadAsync(cancellationToken))
        {
            _kept[one.Session] = one with { Failed = true };
            sessions.Cut(one.Session);
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Dispose()
    {
        _file.Dispose();
        base.Dispose();
    }

    /// <summary>NB. The session is dead in this process from here on; a restart knows it from the file or from the database.</summary>
    internal async Task LogOutAsync(Actor actor, Guid session)
    {
        sessions.Cut(session);
        _kept[session] = new LogOut(session, actor.UserId, actor.Name, actor.Source?.ToString());
        await SaveAsync();
        try
        {
            // Whoever logs out may be gone by now.
            await EndAsync(actor, session, CancellationToken.None);
            _kept.TryRemove(session, out _);
        }
        catch (Exception)
        {
            if (_kept.TryGetValue(session, out var kept))
                _kept[session] = kept with { Failed = true };
            throw;
        }

        await SaveAsync();
    }

    /// <summary>Ends one of the actor's own sessions.</summary>
    internal Task<Outcome<Unit>> EndAsync(Actor actor, Guid id, CancellationToken ct) =>
        write.RunAsync<Unit>(
            actor,
            async (db, scope) =>
            {
                if (
                    await db.Sessions.SingleOrDefaultAsync(s => s.Id == id && s.UserId == actor.UserId && s.EndedAt == null, ct)
                    is not { } session
                )
                    return NotFound;
                session.EndedAt = scope.Now;
                scope.Record(Subjects.Person(actor.UserId), new SignedOut(session.Device, actor.Source?.ToString()));
                scope.AfterCommit(() =>
                {
                    sessions.Cut(id);
                    return Task.CompletedTask;
                });
                return Unit.Done;
            },
            ct
        );

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        loops.RunAsync("writing down who logged out", WriteAsync, ct => Task.Delay(Pause, clock, ct), stoppingToken);

    private async Task WriteAsync(CancellationToken ct)
    {
        var failed = _kept.Values.Where(o => o.Failed).ToList();
        if (failed.Count == 0)
            return;
        Exception? trouble = null;
        foreach (var one in failed)
        {
            try
            {
                // Over already is as good.
                if ((await EndAsync(one.Actor, one.Session, ct)).Refusal is null or { Kind: RefusalKind.NotFound })
                    _kept.TryRemove(one.Session, out _);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                trouble = e;
            }
        }

        await SaveAsync();
        if (trouble is not null)
            throw new InvalidOperationException("A log-out could not be written.", trouble);
    }

    private async Task<IReadOnlyList<LogOut>> ReadAsync(CancellationToken ct)
    {
        try
        {
            return System.IO.File.Exists(File)
                ? [.. (JsonSerializer.Deserialize<List<LogOut?>>(await System.IO.File.ReadAllBytesAsync(File, ct)) ?? []).OfType<LogOut>()]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            Log.NotRead(log, e, File);
            SetAside();
            return [];
        }
    }

    /// <summary>What cannot be read is kept for whoever looks into it.</summary>
    private void SetAside()
    {
        try
        {
            System.IO.File.Move(File, $"{File}.damaged", overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.NotKept(log, e, File);
        }
    }

    private async Task SaveAsync()
    {
        await _file.WaitAsync();
        try
        {
            if (_kept.IsEmpty)
                System.IO.File.Delete(File);
            else
                await AtomicFile.WriteAsync(
                    File,
                    JsonSerializer.SerializeToUtf8Bytes(_kept.Values.ToList()),
                    AtomicFile.Private,
                    CancellationToken.None
                );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.NotKept(log, e, File);
        }
        finally
        {
            _file.Release();
        }
    }

    /// <param name="Failed">The database did not take it.</param>
    private sealed record LogOut(Guid Session, string UserId, string Name, string? Source, bool Failed = false)
    {
        internal Actor Actor => new(ActorKind.Person, UserId, Name, IPAddress.TryParse(Source, out var source) ? source : null);
    }

    private static partial class Log
    {
        [LoggerMessage(
            1251,
            LogLevel.Error,
            "{File} could not be written; a log-out that the database does not take is lost with the next start"
        )]
        public static partial void NotKept(ILogger log, Exception e, string file);

        [LoggerMessage(1252, LogLevel.Error, "{File} cannot be read; somebody's log-out may be lost")]
        public static partial void NotRead(ILogger log, Exception e, string file);
    }
}
