using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Probing;

namespace JitPortal.Enforcement.Nftables;

/// <summary>Everything a point of this kind needs, looked at for the operator's page.</summary>
internal static class NftablesChecks
{
    public static async Task<IReadOnlyList<PointCheck>> LookAsync(NftablesSettings settings, NftTable table, CancellationToken ct)
    {
        var checks = new List<PointCheck>(await table.CheckAsync(ct)) { await LoadedAsync(settings, table, ct) };
        if (settings.Place == ApplierPlace.Direct && settings.NetworkNamespace is null)
            checks.Add(BootFile());
        if (settings.ProbeNamespace is { } name)
            checks.Add(NetworkNamespace.Exists(name)
                ? new PointCheck("Probe namespace", true, $"The network namespace {name} is there to try doors from.")
                : new PointCheck("Probe namespace", false, $"There is no network namespace {name}: doors can't be tried as the person.", "Set it up as the snippet shows."));
        return checks;
    }

    private static async Task<PointCheck> LoadedAsync(NftablesSettings settings, NftTable table, CancellationToken ct)
    {
        var listed = await table.ListAsync(ct);
        if (!listed.Ok)
            return new PointCheck("Table", false, listed.Refusal.Sentence, "Put right what the sentence names; the portal tries again by itself.");
        if (!listed.Value.IsThere)
            return new PointCheck("Table", false, "The table that guards is not loaded: everything is open until the portal has loaded it.", "Install the boot file, so that it is there before the portal is.");
        return listed.Value.About == NftRules.Fingerprint(settings.Placement, settings.Guards)
            ? new PointCheck("Table", true, FormattableString.Invariant($"The table guards as the settings say; doors in it: {listed.Value.Elements.Count}."))
            : new PointCheck("Table", false, "The table that is loaded was made from other settings.", "Install the boot file that is shown below anew, and restart the applier.");
    }

    private static PointCheck BootFile() => File.Exists(NftablesSnippets.BootFile)
        ? new PointCheck("Boot file", true, $"{NftablesSnippets.BootFile} closes the doors before the portal is up.")
        : new PointCheck("Boot file", false, $"There is no {NftablesSnippets.BootFile}: between the machine's start and the portal's everything is open.", "Install the boot file, and let /etc/nftables.conf include it.");
}
