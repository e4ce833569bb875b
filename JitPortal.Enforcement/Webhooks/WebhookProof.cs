using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Webhooks;

/// <summary>What can be proved of a door that somebody else keeps: what its own list says.</summary>
internal sealed class WebhookProof(WebhookSettings settings, WebhookClient client, WebhookRegister book, TimeProvider time)
{
    public const string Here = "the receiver's list";

    public async Task<ProbeResult> OpenAsync(DoorAddress door, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        if (!settings.Reconcile)
            return book.Find(door.Grant) is { LetsIn: true }
                ? Result(ProbeVerdict.NotComparable, "Requested, not verified: the receiver confirmed the opening.", start)
                : Result(ProbeVerdict.Refuted, "The receiver has not confirmed the opening.", start);
        var list = await client.ListAsync(ct);
        if (list.Grants is null)
            return Result(ProbeVerdict.NotComparable, $"Not verified. {list.Trouble}", start);
        if (!list.Grants.TryGetValue(door.Grant, out var there))
            return Result(ProbeVerdict.Refuted, "The receiver does not list the grant.", start);
        return there.Door.Source.Equals(door.Source) && there.Door.Service == door.Service
            ? Result(
                ProbeVerdict.Proved,
                $"The receiver lists the grant until {there.Door.Deadline.UtcDateTime:u}; what it really does cannot be seen from here.",
                start
            )
            : Result(
                ProbeVerdict.Refuted,
                $"The receiver lists the grant for another way: {there.Door.Source} to {there.Door.Service}.",
                start
            );
    }

    public async Task<ProbeResult> ShutAsync(DoorAddress door, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        if (!settings.Reconcile)
            return ByItsWord(door, start);
        var list = await client.ListAsync(ct);
        if (list.Grants is null)
            return Result(ProbeVerdict.NotComparable, $"Not verified. {list.Trouble}", start);
        return list.Grants.ContainsKey(door.Grant)
            ? Result(ProbeVerdict.Refuted, "The receiver still lists the grant.", start)
            : Result(
                ProbeVerdict.Proved,
                "The receiver answers and does not list the grant any more; what it really does cannot be seen from here.",
                start
            );
    }

    /// <summary>Without a list the receiver's yes is all there will ever be.</summary>
    private ProbeResult ByItsWord(DoorAddress door, long start)
    {
        if (book.Find(door.Grant) is not null)
            return Result(ProbeVerdict.NotComparable, "The receiver has not confirmed the closing.", start);
        if (book.Ended.Find(door.Grant) is not null)
            return Result(ProbeVerdict.NotComparable, "Requested, not verified: the receiver confirmed the closing.", start) with
            {
                Grounds = ShutGrounds.ShutThere,
                CanTryAgain = false,
            };
        return door.NeverOpen
            ? Result(ProbeVerdict.NotComparable, "The receiver was never told to open it.", start) with
            {
                Grounds = ShutGrounds.Over,
                CanTryAgain = false,
            }
            : Result(ProbeVerdict.NotComparable, "There is no record of what the receiver was told; it is told again to close.", start);
    }

    private ProbeResult Result(ProbeVerdict verdict, string sentence, long start) =>
        new(verdict, sentence, Here, time.GetUtcNow(), time.GetElapsedTime(start));
}
