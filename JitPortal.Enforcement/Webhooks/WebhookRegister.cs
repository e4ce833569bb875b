using System.Collections.Concurrent;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Toolkit;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Webhooks;

/// <summary>What the receiver was told and has to be told, grant by grant; and what its list says against it.</summary>
internal sealed class WebhookRegister(TimeProvider time)
{
    /// <summary>A receiver may keep moments to the second only.</summary>
    private static readonly TimeSpan SameMoment = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<GrantId, WebhookDoor> _doors = new();

    public EndedDoors Ended { get; } = new(time);

    public DriftQueue Drift { get; } = new();

    public ICollection<WebhookDoor> Doors => _doors.Values;

    public WebhookDoor? Find(GrantId grant) => _doors.GetValueOrDefault(grant);

    public void Put(WebhookDoor door) => _doors[door.Message.Door.Grant] = door;

    /// <summary>Writes down what has to be told so that the receiver lets in what is desired. True when there is something new.</summary>
    /// <param name="list">What the receiver lists; null when it was not asked or did not say.</param>
    public bool Plan(DesiredAccess desired, WebhookList? list, List<DoorFailure> failed)
    {
        var wanted = desired.ByGrant.Values.Where(d => d.Deadline > time.GetUtcNow()).ToDictionary(d => d.Grant);
        var news = Reconcile(wanted, list);
        foreach (var door in _doors.Values.Where(d => !d.Closing))
            if (!wanted.TryGetValue(door.Message.Door.Grant, out var want) || door.IsDue || !want.IsSameWay(door.Message.Door))
                news |= Tell(door, door.Message.Door, WebhookAction.Close);
            else if (want.Deadline != door.Message.Door.Deadline)
                news |= Tell(door, want, door.LetsIn ? WebhookAction.Move : WebhookAction.Open);
            else if (door is { Refused: true, Message.Action: WebhookAction.Move })
                news |= Tell(door, want, WebhookAction.Open); // it does not know what it should move
        foreach (var want in wanted.Values)
        {
            if (_doors.TryGetValue(want.Grant, out var door))
            {
                if (door.Closing)
                    failed.Add(new DoorFailure(want.Grant, "The grant's earlier opening at the receiver is not closed yet."));
            }
            else if (Ended.ObjectionTo(want) is { } over)
                failed.Add(over);
            else
            {
                Put(new WebhookDoor(WebhookEvent.Next(want, WebhookAction.Open, null, time.GetUtcNow()), time.GetUtcNow(), time));
                Ended.Reopened(want.Grant);
                news = true;
            }
        }

        return news;
    }

    /// <summary>The deadlines that have come, though nobody said so. True when there were any.</summary>
    public bool CloseDue()
    {
        var due = _doors.Values.Where(d => !d.Closing && d.IsDue).ToList();
        due.ForEach(d => d.Tell(d.Message.Door, WebhookAction.Close));
        return due.Count > 0;
    }

    /// <summary>Takes the closed ones out. With a list only what it no longer shows counts as closed. True when one went.</summary>
    public bool Settle(bool reconcile, WebhookList? list)
    {
        var went = false;
        foreach (var (grant, door) in _doors)
        {
            if (
                list?.Grants is { } listed
                && door is { Closing: false, Taken: true }
                && door.TakenAt <= list.Asked
                && listed.ContainsKey(grant)
            )
                door.Listed = true;
            if (!door.Closing || !IsClosed(door, reconcile, list) || !_doors.TryRemove(KeyValuePair.Create(grant, door)))
                continue;
            // NB. Not measured: when the receiver acted on it, only the receiver knows.
            Ended.Add(
                new ShutDoor(grant, time.GetUtcNow(), 0, 0, 0, door.ByDeadline) { Measured = false, Stamp = time.GetTimestamp() },
                door.Message.Door.Deadline
            );
            door.Dispose();
            went = true;
        }

        return went;
    }

    private static bool IsClosed(WebhookDoor door, bool reconcile, WebhookList? list)
    {
        if (!reconcile)
            return door.Taken;
        // NB. Its answer alone is not believed where it can be asked what it lets in.
        return list?.Grants is { } listed
            && !listed.ContainsKey(door.Message.Door.Grant)
            && (door.Refused || (door.Taken && door.TakenAt <= list.Asked));
    }

    private bool Reconcile(Dictionary<GrantId, DesiredDoor> wanted, WebhookList? list)
    {
        if (list?.Grants is not { } listed)
            return false;
        var news = false;
        foreach (var (grant, there) in listed)
            if (!_doors.TryGetValue(grant, out var door))
            {
                if (wanted.ContainsKey(grant))
                    continue; // the portal lost its notes; what is wanted is told anew
                Put(new WebhookDoor(WebhookEvent.Next(there.Door, WebhookAction.Close, null, time.GetUtcNow()), time.GetUtcNow(), time));
                Found(
                    "foreign-grant",
                    "The receiver let in a grant that nothing explains; it is told to close it.",
                    there.Raw,
                    null,
                    grant
                );
                news = true;
            }
            else if (door is { Closing: true, Taken: true } && door.TakenAt < list.Asked)
            {
                if (!door.ToldStuck)
                    Found(
                        "still-open",
                        "The receiver said that it closed a grant, and still lists it; it is told again.",
                        there.Raw,
                        null,
                        grant
                    );
                door.ToldStuck = true;
                news |= Tell(door, door.Message.Door, WebhookAction.Close);
            }

        foreach (
            var door in _doors.Values.Where(d =>
                d is { Closing: false, Taken: true, IsDue: false } && d.TakenAt < list.Asked && wanted.ContainsKey(d.Message.Door.Grant)
            )
        )
            news |= Compare(door, listed.GetValueOrDefault(door.Message.Door.Grant));
        return news;
    }

    private bool Compare(WebhookDoor door, ListedGrant? there)
    {
        var told = door.Message.Door;
        if (there is not null && told.IsSameWay(there.Door) && (there.Door.Deadline - told.Deadline).Duration() < SameMoment)
            return false;
        if (there is null)
            Found("missing-grant", "The receiver no longer let in a grant that is open; it is told anew.", null, Text(told), told.Grant);
        else
            Found(
                "changed-grant",
                "The receiver let in a grant otherwise than it was told; it is told anew.",
                there.Raw,
                Text(told),
                told.Grant
            );
        return Tell(door, told, WebhookAction.Open);
    }

    private static bool Tell(WebhookDoor door, DesiredDoor what, WebhookAction action)
    {
        door.Tell(what, action);
        return true;
    }

    private void Found(string kind, string sentence, string? before, string? after, GrantId grant) =>
        Drift.Add(new Drift(kind, sentence, before, after, time.GetUtcNow(), grant));

    private static string Text(DesiredDoor door) => $"{door.Source} to {door.Service} until {door.Deadline:O}";
}
