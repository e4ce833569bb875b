using System.Collections.Concurrent;
using JitPortal.Journal;
using JitPortal.Journal.Outbox;
using JitPortal.Shared;
using JitPortal.Tests.Grants;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JitPortal.Tests.Journal.Outbox;

/// <summary>What follows from a fact happens once it is written, however often the portal dies or the follower fails.</summary>
public sealed class FactDeliveryTests : IAsyncLifetime
{
    private const string Here = "listener";
    private const string Beside = "other listener";
    private static readonly Actor Operator = new(ActorKind.Person, "olga", "olga@example.org");
    private readonly StubAuthority _authority = new();
    private readonly Listener _listener = new();
    private readonly OtherListener _other = new();
    private StoreFixture _store = null!;

    public async ValueTask InitializeAsync()
    {
        _authority.Roles["olga"] = Role.Operator;
        _authority.Roles["ann"] = Role.Requester;
        _store = await StoreFixture.CreateAsync(b =>
            b.Services.AddSingleton<IAuthority>(_authority)
                .AddSingleton(_listener)
                .AddSingleton(_other)
                .AddFactHandler<Noted, Listener>(Here)
                .AddFactHandler<Noted, OtherListener>(Beside)
        );
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Fact_Written_IsHandledWithItsEntry_ByEachWhoWantsIt()
    {
        await NoteAsync("one");
        await DeliverAsync();
        var told = Assert.Single(_listener.Told);
        Assert.Equal((1, "test:one", "one", Operator.Name), (told.Seq, told.Subject, told.Fact.What, told.Actor));
        Assert.Equal(1, await WaitingAsync());
        await DeliverAsync(Beside);
        Assert.Single(_other.Told);
        Assert.Equal(0, await WaitingAsync());
    }

    [Fact]
    public async Task Write_Refused_LeavesNothingToHandle()
    {
        await _store
            .Get<JournaledWrite>()
            .RunAsync<Unit>(
                Operator,
                (_, scope) =>
                {
                    scope.Record("test:no", new Noted("no"));
                    return Task.FromResult<Outcome<Unit>>(Refusal.Conflict("no", "No."));
                },
                CancellationToken.None
            );
        await DeliverAsync();
        Assert.Empty(_listener.Told);
        Assert.Equal(0, await WaitingAsync());
    }

    [Fact]
    public async Task Handler_Fails_IsTriedAgainLater_AndHoldsUpNothing()
    {
        _listener.Refuses.Add("bad");
        await NoteAsync("bad");
        await NoteAsync("good");
        await DeliverAsync();
        Assert.Equal(["good"], _listener.Told.Select(t => t.Fact.What));

        _listener.Refuses.Clear();
        await DeliverAsync();
        Assert.Equal(["good"], _listener.Told.Select(t => t.Fact.What));
        _store.Clock.Advance(TimeSpan.FromSeconds(1));
        await DeliverAsync();
        Assert.Equal(["good", "bad"], _listener.Told.Select(t => t.Fact.What));
    }

    /// <summary>A handler's own server that is away is not the portal's database: the next one is told all the same, and tries are counted.</summary>
    [Fact]
    public async Task Handler_ItsOwnDatabaseIsAway_HoldsUpNothing()
    {
        _listener.With = new Npgsql.NpgsqlException("a server of the handler's", new TimeoutException());
        _listener.Refuses.Add("bad");
        await NoteAsync("bad");
        await NoteAsync("good");
        await DeliverAsync();
        Assert.Equal(["good"], _listener.Told.Select(t => t.Fact.What));
        await using var db = _store.Db();
        Assert.Equal(1, (await db.Outbox.SingleAsync(r => r.Attempts > 0)).Attempts);
    }

    [Fact]
    public async Task Handler_FailsForHours_WaitsForAnOperator_WhoHasItTriedAgain()
    {
        _listener.Refuses.Add("bad");
        await NoteAsync("bad");
        for (var i = 0; i < FactDelivery.MostAttempts + 3; i++)
        {
            await DeliverAsync();
            _store.Clock.Advance(TimeSpan.FromMinutes(11));
        }

        Assert.Equal(FactDelivery.MostAttempts, _listener.Tries);
        var dead = Assert.Single(await DeadAsync());
        Assert.Equal((Here, "test.event", "test:bad", "I will not hear of bad."), (dead.Subscriber, dead.Type, dead.Subject, dead.Error));

        _listener.Refuses.Clear();
        var deliveries = _store.Get<Deliveries>();
        var ann = new Actor(ActorKind.Person, "ann", "ann@example.org");
        Assert.False((await deliveries.RetryAsync(ann, dead.Id, CancellationToken.None)).Ok);
        Assert.False((await deliveries.ListAsync(ann, dead: true, CancellationToken.None)).Ok);
        (await deliveries.RetryAsync(Operator, dead.Id, CancellationToken.None)).Required();
        await DeliverAsync();
        Assert.Single(_listener.Told);
        Assert.Empty(await DeadAsync());
        Assert.Equal(RefusalKind.NotFound, (await deliveries.RetryAsync(Operator, dead.Id, CancellationToken.None)).Refusal?.Kind);
        await using var db = _store.Db();
        Assert.Equal(1, await db.Journal.CountAsync(e => e.Type == DeliveryRetried.Type && e.Actor == Operator.Name));
    }

    [Fact]
    public async Task Worker_Running_HandlesWhatIsWrittenAtOnce_AndWhatWasLeftBefore()
    {
        await NoteAsync("left by a portal that died");
        var worker = ActivatorUtilities.CreateInstance<FactDelivery>(_store.Services);
        await worker.StartAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => _listener.Told.Count == 1, "what was left is handled");
        await NoteAsync("now");
        await Eventually.TrueAsync(() => _listener.Told.Count == 2, "what comes now is handled");
        await worker.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Subscriber_NotThereAnyMore_LeavesNothingForEver()
    {
        await NoteAsync("one");
        await using (var db = _store.Db())
            await db.Outbox.ExecuteUpdateAsync(u => u.SetProperty(r => r.Subscriber, r => r.Subscriber + " of an older version"));
        await DeliverAsync($"{Here} of an older version");
        Assert.Empty(_listener.Told);
        Assert.Equal(1, await WaitingAsync());
    }

    private Task<Outcome<Unit>> NoteAsync(string what) =>
        _store
            .Get<JournaledWrite>()
            .RunAsync<Unit>(
                Operator,
                (_, scope) =>
                {
                    scope.Record($"test:{what}", new Noted(what));
                    return Task.FromResult<Outcome<Unit>>(Unit.Done);
                },
                CancellationToken.None
            );

    private Task DeliverAsync(string subscriber = Here) =>
        ActivatorUtilities.CreateInstance<FactDelivery>(_store.Services).DeliverAsync(subscriber, CancellationToken.None);

    private async Task<IReadOnlyList<DeliveryView>> DeadAsync() =>
        (await _store.Get<Deliveries>().ListAsync(Operator, dead: true, CancellationToken.None)).Required();

    private async Task<int> WaitingAsync()
    {
        await using var db = _store.Db();
        return await db.Outbox.CountAsync();
    }

    private class Listener : IFactHandler<Noted>
    {
        public ConcurrentQueue<JournaledFact<Noted>> Told { get; } = new();

        public HashSet<string> Refuses { get; } = [];

        public Exception? With { get; set; }

        public int Tries { get; private set; }

        public Task HandleAsync(JournaledFact<Noted> fact, CancellationToken ct)
        {
            Tries++;
            if (Refuses.Contains(fact.Fact.What!))
                throw With ?? new InvalidOperationException($"I will not hear of {fact.Fact.What}.");
            Told.Enqueue(fact);
            return Task.CompletedTask;
        }
    }

    private sealed class OtherListener : Listener;
}
