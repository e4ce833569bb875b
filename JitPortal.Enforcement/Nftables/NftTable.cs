using System.Globalization;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Nftables.Applying;
using JitPortal.Enforcement.Nftables.Vantages;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables;

/// <summary>Our table at the kernel, near or far, seen through its applier.</summary>
internal sealed class NftTable(INftApplier applier)
{
    /// <summary>What that machine can try over the network.</summary>
    public ApplierProbe Probe { get; } = new(applier);

    /// <summary>What stands there; a listing that is not there when the table is missing.</summary>
    public async Task<Outcome<NftListing>> ListAsync(CancellationToken ct)
    {
        var answer = await applier.AskAsync("list", "", ct);
        if (!answer.Ok)
            return answer.Refusal;
        if (answer.Value.Trim() == LocalApplier.Absent)
            return NftListing.Absent;
        try
        {
            return NftListing.Read(answer.Value);
        }
        catch (FormatException e)
        {
            return Refusal.Unavailable("nft-listing", e.Message);
        }
    }

    /// <summary>All orders in one transaction; then how many connections each cut met.</summary>
    public async Task<Outcome<IReadOnlyDictionary<NftTuple, int>>> ApplyAsync(IReadOnlyList<NftOrder> orders, CancellationToken ct)
    {
        var answer = await applier.AskAsync("apply", string.Concat(orders.Select(o => $"{o}\n")), ct);
        return answer.Map<IReadOnlyDictionary<NftTuple, int>>(Counts);
    }

    public async Task<IReadOnlyList<PointCheck>> CheckAsync(CancellationToken ct)
    {
        var answer = await applier.AskAsync("check", "", ct);
        return answer.Ok
            ? ApplierChecks.Read(answer.Value)
            : [new PointCheck("Applier", false, answer.Refusal.Sentence, "See the snippets below for how it is set up.")];
    }

    private static Dictionary<NftTuple, int> Counts(string lines)
    {
        var counts = new Dictionary<NftTuple, int>();
        foreach (var line in lines.Split('\n'))
        {
            var end = line.LastIndexOf(' ');
            if (
                end > 0
                && NftOrder.TryParse(line[..end], out var order)
                && order is NftOrder.Cut(var tuple)
                && int.TryParse(line.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            )
                counts[tuple] = count;
        }

        return counts;
    }
}
