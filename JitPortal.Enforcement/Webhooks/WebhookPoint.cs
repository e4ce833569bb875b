using System.Net;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Probing;
using JitPortal.Enforcement.Toolkit;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Webhooks;

/// <summary>
/// Tells another system what to let in, by signed messages, and where that system offers a list of what it lets in, believes that list
/// and nothing else.
/// </summary>
internal sealed partial class WebhookPoint : IEnforcementPoint, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Turns _turns = new();
    private readonly WebhookSettings _settings;
    private readonly WebhookClient _client;
    private readonly WebhookOutbox _outbox;
    private readonly WebhookRegister _book;
    private readonly WebhookRegisterFile _file;
    private readonly WebhookProof _proof;
    private readonly TimeProvider _time;
    private readonly ILogger<WebhookPoint> _log;
    private readonly SensorProbes? _sensors;
    private readonly Sweep _sweep;
    private WebhookList? _list;
    private bool _loaded;
    private int _passes;

    public WebhookPoint(
        string name,
        WebhookSettings settings,
        string folder,
        TimeProvider time,
        ILogger<WebhookPoint> log,
        SensorProbes? sensors = null
    )
    {
        (Name, _settings, _time, _log, _sensors) = (name, settings, time, log, sensors);
        (_book, _file) = (new WebhookRegister(time), new WebhookRegisterFile(folder, time));
        _client = new WebhookClient(settings, time);
        _proof = new WebhookProof(settings, _client, _book, time);
        _outbox = new WebhookOutbox(_client, settings, TryEnded, _stop.Token);
        _sweep = new Sweep(name, time, log, TellWhatIsDueAsync);
    }

    public event EventHandler? Changed;

    public string Name { get; }

    /// <summary>How long a pass waits for answers; what comes later wakes the next one.</summary>
    public TimeSpan PassPatience { get; init; } = TimeSpan.FromSeconds(5);

    public Capabilities Capabilities => _settings.Reconcile ? WebhookCapabilities.Verified : WebhookCapabilities.Requested;

    public IReadOnlyList<Snippet> Snippets => WebhookSnippets.Of(_settings);

    public IReadOnlyList<ObservedDoor> Glance() => [.. _book.Doors.Where(IsOpen).Select(d => d.View())];

    /// <summary>Whether the receiver can serve an address of another family than the service's, only the receiver knows.</summary>
    public string? ObjectionTo(Endpoint service, IPAddress? source) =>
        _settings.Guards.Count == 0 || _settings.Guards.Any(g => g.Contains(service.Address))
            ? null
            : $"The receiver behind {Name} does not guard {service}; add its network to Guards, or take another enforcement point.";

    public async Task<IReadOnlyList<ObservedDoor>> ObserveAsync(CancellationToken ct)
    {
        using var turn = await _turns.TakeAsync(ct);
        await LoadAsync(ct);
        // What the notes of an earlier process or the deadlines say goes first: the list may hang.
        _outbox.Begin(_book.Doors.Where(d => d.Closing));
        _list = await ListAsync(ct);
        _book.Settle(_settings.Reconcile, _list);
        return [.. Glance().Where(d => _list?.Grants?.ContainsKey(d.Grant) ?? true)];
    }

    public async Task<EnforcementReport> ApplyAsync(DesiredAccess desired, CancellationToken ct)
    {
        using var turn = await _turns.TakeAsync(ct);
        Interlocked.Increment(ref _passes);
        try
        {
            await LoadAsync(ct);
            var (possible, failed) = Objections.Split(desired, ObjectionTo);
            var list = Fresh() ?? await ListAsync(ct);
            if (_book.Plan(possible, list, failed))
                await _file.SaveAsync(_book, ct);
            if (_outbox.Begin(_book.Doors) is { Count: > 0 } sending)
            {
                await Task.WhenAny(Task.WhenAll(sending), Task.Delay(PassPatience, ct));
                list = await ListAsync(ct);
            }

            _book.Settle(_settings.Reconcile, list);
            await _file.SaveAsync(_book, ct);
            _book.Ended.ForgetOld(desired);
            failed.AddRange(_book.Doors.Select(d => Failure(d, list)).OfType<DoorFailure>());
            return new EnforcementReport(Glance(), _book.Ended.All, failed) { Drift = _book.Drift.Take() };
        }
        finally
        {
            _list = null;
            Interlocked.Decrement(ref _passes);
        }
    }

    /// <summary>NB. Not in turn: a pass may be waiting for a list that hangs, and what ends is told first.</summary>
    public async Task EndAsync(IReadOnlyCollection<GrantId> grants, CancellationToken ct)
    {
        if (!Volatile.Read(ref _loaded))
            return;
        var ending = grants.Select(_book.Find).OfType<WebhookDoor>().Where(d => !d.Closing).ToList();
        if (ending.Count == 0)
            return;
        ending.ForEach(d => d.Tell(d.Message.Door, WebhookAction.Close));
        _outbox.Begin(ending);
        await _file.SaveAsync(_book, ct);
    }

    /// <summary>The portal sees no connections here.</summary>
    public Task<bool> CutAsync(GrantId grant, string flowId, CancellationToken ct) => Task.FromResult(false);

    public Task<ProbeResult> ProveOpenAsync(DoorAddress door, CancellationToken ct) => _proof.OpenAsync(door, ct);

    public async Task<ProbeResult> ProveShutAsync(DoorAddress door, CancellationToken ct)
    {
        var seen = await _proof.ShutAsync(door, ct);
        if (!_settings.Reconcile && seen is { Verdict: ProbeVerdict.NotComparable, Grounds: ShutGrounds.None })
            await TellAgainAsync(door, ct);
        return seen;
    }

    public async Task<DirectPathResult> ProbeDirectPathAsync(DoorAddress door, CancellationToken ct) =>
        await SensorDirectPath.LookAsync(_sensors, door, _time, ct)
        ?? new DirectPathResult(
            DirectPath.Unknown,
            "Not tried: what the receiver guards, and how, is not known here; a sensor in the person's network can tell.",
            WebhookProof.Here,
            _time.GetUtcNow(),
            TimeSpan.Zero
        )
        {
            TryAgain = _sensors is { Any: true },
        };

    public Task<IReadOnlyList<PointCheck>> CheckAsync(CancellationToken ct) => new WebhookChecks(_settings, _client).RunAsync(ct);

    public async ValueTask DisposeAsync()
    {
        await _sweep.DisposeAsync();
        await _stop.CancelAsync();
        await Task.WhenAll(_book.Doors.Select(d => d.Sending).OfType<Task>());
        foreach (var door in _book.Doors)
            door.Dispose();
        _outbox.Dispose();
        _client.Dispose();
        _file.Dispose();
        _stop.Dispose();
    }

    /// <summary>Open where the receiver took it and, if it has a list, was seen there.</summary>
    private bool IsOpen(WebhookDoor door) =>
        door is { Closing: false, LetsIn: true } && !door.IsDue && (door.Listed || !_settings.Reconcile);

    private DoorFailure? Failure(WebhookDoor door, WebhookList? list)
    {
        var (grant, permanent) = (door.Message.Door.Grant, door is { Refused: true, Closing: false, LetsIn: false });
        if (!door.Taken)
            return new DoorFailure(grant, $"{Asked(door)} and not confirmed yet. {door.Sentence ?? "The answer is awaited."}", permanent);
        if (_settings.Reconcile && (door.Closing || !door.Listed))
            return new DoorFailure(
                grant,
                $"{Asked(door)} and accepted, but not verified. {list?.Trouble ?? "The receiver's list does not show it so yet."}"
            );
        return null;
    }

    private static string Asked(WebhookDoor door) =>
        door.Message.Action switch
        {
            WebhookAction.Open => "Opening was requested",
            WebhookAction.Move => "A new deadline was requested",
            _ => "Closing was requested",
        };

    /// <summary>What was just heard, also that nothing was: a list that hangs is not waited for twice before anything is sent.</summary>
    private WebhookList? Fresh() =>
        _list is { } list && (list.Grants is null || _time.GetElapsedTime(list.Asked) < TimeSpan.FromSeconds(2)) ? list : null;

    private async Task<WebhookList?> ListAsync(CancellationToken ct) =>
        _settings.Reconcile ? await _client.ListAsync(ct, PassPatience) : null;

    private async Task LoadAsync(CancellationToken ct)
    {
        if (!_loaded)
            await _file.LoadAsync(_book, ct);
        Volatile.Write(ref _loaded, true);
    }

    /// <summary>NB. A closing that may have got lost with the portal's notes is made anew; a receiver takes it any number of times.</summary>
    private async Task TellAgainAsync(DoorAddress place, CancellationToken ct)
    {
        using var turn = await _turns.TakeAsync(ct);
        await LoadAsync(ct);
        if (_book.Find(place.Grant) is not null || _book.Ended.Find(place.Grant) is not null)
            return;
        var now = _time.GetUtcNow();
        var door = new DesiredDoor(place.Grant, place.Source, place.Service, place.Deadline ?? now) { Holder = place.Holder };
        _book.Put(new WebhookDoor(WebhookEvent.Next(door, WebhookAction.Close, null, now), now, _time));
        await _file.SaveAsync(_book, ct);
    }

    private void TryEnded(WebhookDoor door)
    {
        if ((door.Taken || door.Refused) && Volatile.Read(ref _passes) == 0)
            Changed?.Invoke(this, EventArgs.Empty);
    }

    private async Task TellWhatIsDueAsync()
    {
        try
        {
            if (_book.CloseDue())
                await _file.SaveAsync(_book, _stop.Token);
            _outbox.Begin(_book.Doors);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.NotSaved(_log, e, Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2051, LogLevel.Error, "What the receiver of {Point} has to be told could not be written down; trying again")]
        public static partial void NotSaved(ILogger log, Exception e, string point);
    }
}
