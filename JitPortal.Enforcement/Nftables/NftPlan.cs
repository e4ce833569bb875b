using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Nftables;

/// <summary>What has to be done so that the kernel's elements become the desired ones. All of it is one transaction.</summary>
internal sealed record NftPlan(IReadOnlyList<NftUpsert> Upserts, IReadOnlyList<NftTuple> Removals)
{
    /// <summary>NB. The kernel is never told more than a day, whatever a grant says; longer grants are renewed while the portal lives.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Nothing shorter is set up anew: it would be over before anybody knew.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>
    /// What stands is given its right end down to this much, so that a door in its last second outlives the end of another grant on the
    /// same tuple. NB. Never near to zero, which means for ever to the kernel; slow clocks tick ten times in it.
    /// </summary>
    public static readonly TimeSpan Briefest = TimeSpan.FromMilliseconds(100);

    /// <summary>nft lists the time left in whole seconds, and a busy machine lists late.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    public bool IsEmpty => Upserts.Count == 0 && Removals.Count == 0;

    /// <summary>Pure and total. What is due is not desired, whatever the caller says; grants on one tuple share an element that ends with the latest.</summary>
    /// <param name="lag">How long it takes until the kernel starts to count; so much less is asked for, so that it does not end late.</param>
    public static NftPlan Between(DesiredAccess desired, IEnumerable<NftElement> listed, DateTimeOffset now, TimeSpan lag = default)
    {
        var wanted = Wanted(desired, now);
        var (removals, there) = (new List<NftTuple>(), new HashSet<NftTuple>());
        foreach (var element in listed)
        {
            if (!wanted.TryGetValue(element.Tuple, out var mark) || (mark.Deadline - now < Briefest && !Stands(element, mark, now)))
                removals.Add(element.Tuple);
            else if (Stands(element, mark, now))
                wanted.Remove(element.Tuple);
            there.Add(element.Tuple);
        }

        return new NftPlan(
            [
                .. wanted
                    .Where(w => w.Value.Deadline - now >= (there.Contains(w.Key) ? Briefest : Shortest))
                    .Select(w => new NftUpsert(w.Key, Lasts(w.Value, now, lag), w.Value)),
            ],
            removals
        );
    }

    /// <summary>The elements that should be there, with what their comments should say.</summary>
    public static Dictionary<NftTuple, NftMark> Wanted(DesiredAccess desired, DateTimeOffset now) =>
        desired.ByGrant.Values.Where(d => d.Deadline > now).GroupBy(NftTuple.Of).ToDictionary(g => g.Key, MarkOf);

    private static NftMark MarkOf(IEnumerable<DesiredDoor> doors)
    {
        var latestFirst = doors.OrderByDescending(d => d.Deadline).ThenBy(d => d.Grant.Value).ToList();
        var deadline = DateTimeOffset.FromUnixTimeMilliseconds(latestFirst[0].Deadline.ToUnixTimeMilliseconds());
        return new NftMark(
            deadline,
            [.. latestFirst.Take(NftMark.MostGrants).Select(d => d.Grant)],
            latestFirst.Count > NftMark.MostGrants
        );
    }

    private static TimeSpan Lasts(NftMark mark, DateTimeOffset now, TimeSpan lag)
    {
        var left = TimeSpan.FromMilliseconds(Math.Floor((mark.Deadline - now - lag).TotalMilliseconds));
        return left < Briefest ? Briefest
            : left < Longest ? left
            : Longest;
    }

    /// <summary>It is there as it should be. One that was given a day of a longer grant is renewed when half of it is gone.</summary>
    private static bool Stands(NftElement element, NftMark mark, DateTimeOffset now)
    {
        if (element.Expires is not { } expires || !mark.Equals(element.Mark))
            return false;
        var left = mark.Deadline - now;
        return left > Longest
            ? expires >= Longest / 2 && expires <= Longest + Slack
            : expires <= left + Slack && (expires >= left - Slack || (expires >= Longest / 2 && expires <= Longest + Slack));
    }
}

/// <summary>An element as the kernel lists it.</summary>
/// <param name="Expires">Time left; null when it would stand for ever.</param>
internal sealed record NftElement(NftTuple Tuple, TimeSpan? Expires, string? Comment)
{
    /// <summary>What it says about itself, when it is one of ours.</summary>
    public NftMark? Mark { get; } = NftMark.FromComment(Comment);

    /// <summary>As nft prints it, for people.</summary>
    public override string ToString() =>
        FormattableString.Invariant(
            $"{Tuple.Key} {(Expires is { } left ? $"expires {left.TotalSeconds:0}s" : "without timeout")}{(Comment is null ? "" : $" comment \"{Comment}\"")}"
        );
}

/// <summary>An element that has to be made, or made anew with another timeout.</summary>
internal sealed record NftUpsert(NftTuple Tuple, TimeSpan Lasts, NftMark Mark);
