using System.Globalization;
using System.Text;

namespace JitPortal.Enforcement.Nftables;

/// <summary>Orders as one transaction in nft's language.</summary>
internal static class NftScript
{
    /// <param name="rules">What a <c>guard</c> order loads.</param>
    /// <returns>Empty when there is nothing for nft to do.</returns>
    public static string Of(IEnumerable<NftOrder> orders, Func<string> rules)
    {
        var script = new StringBuilder();
        foreach (var order in orders.OrderBy(o => o is not NftOrder.Guard))
        {
            _ = order switch
            {
                NftOrder.Guard => script.Append(rules()),
                NftOrder.Remove(var tuple) => Remove(script, tuple),
                // Adding, deleting and adding is the one way to move a timeout that every kernel understands; as one transaction no packet sees it.
                NftOrder.Upsert(var tuple, var lasts, var mark) => Remove(script, tuple)
                    .Append(
                        CultureInfo.InvariantCulture,
                        $"add element {NftRules.Table} {tuple.Set} {{ {tuple.Key} timeout {(long)lasts.TotalSeconds}s{lasts.Milliseconds}ms comment \"{mark.Comment}\" }}\n"
                    ),
                _ => script,
            };
        }

        return script.ToString();
    }

    /// <summary>An element that is not there can't be deleted, so it is added first. NB. Its timeout only matters if a kernel kept it.</summary>
    private static StringBuilder Remove(StringBuilder script, NftTuple tuple) =>
        script.Append(
            CultureInfo.InvariantCulture,
            $"add element {NftRules.Table} {tuple.Set} {{ {tuple.Key} timeout 1s }}\ndelete element {NftRules.Table} {tuple.Set} {{ {tuple.Key} }}\n"
        );
}
