using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Probing;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables;

/// <summary>Everything a point of this kind needs, looked at for the operator's page.</summary>
internal static class NftablesChecks
{
    public static async Task<IReadOnlyList<PointCheck>> LookAsync(
        NftablesSettings settings,
        NftTable table,
        bool sensors,
        CancellationToken ct
    )
    {
        var checks = new List<PointCheck>(await table.CheckAsync(ct)) { await LoadedAsync(settings, table, ct) };
        if (settings.Place == ApplierAddress.Direct && settings.NetworkNamespace is null)
            checks.Add(BootFile());
        if (settings.ProbeNamespace is { } name)
            checks.Add(
                NetworkNamespace.Exists(name)
                    ? new PointCheck("Probe namespace", true, $"The network namespace {name} is there to test access from.")
                    : new PointCheck(
                        "Probe namespace",
                        false,
                        $"There is no network namespace {name}: access cannot be tested as the person.",
                        "Set it up as the snippet shows."
                    )
            );
        checks.Add(await ProofsAsync(settings, table, sensors, ct));
        return checks;
    }

    /// <summary>Which proof this point can give, from where.</summary>
    private static async Task<PointCheck> ProofsAsync(NftablesSettings settings, NftTable table, bool sensors, CancellationToken ct)
    {
        const string Name = "Proofs";
        var udp = settings.Guards.Any(g => g.Protocol != TransportProtocol.Tcp) ? " Over UDP only the kernel's list is read back." : "";
        var sensed = sensors ? " Sensors tell whether somebody without a grant gets in." : "";
        if (settings.ProbeNamespace is { } space && NetworkNamespace.Exists(space))
            return new PointCheck(
                Name,
                true,
                $"Openings and closures are proved as the person, from the network namespace {space} (IPv4).{udp}{sensed}"
            );
        if (await table.Probe.TroubleAsync(ct) is not { } trouble)
            return new PointCheck(
                Name,
                true,
                $"Openings and closures are proved as the person, from the machine with the rules (IPv4 and IPv6).{udp}{sensed}"
            );
        return new PointCheck(
            Name,
            false,
            sensors
                ? $"Closures are proved by sensors in the person's network, openings only by one on the person's own machine; else both are read back.{udp} {trouble.Sentence}"
                : $"Openings and closures can only be read back, which does not count as proved.{udp} {trouble.Sentence}",
            sensors
                ? "Set up the probe device that is shown below."
                : "Set up the probe device that is shown below, or add a sensor in the network of the people."
        );
    }

    private static async Task<PointCheck> LoadedAsync(NftablesSettings settings, NftTable table, CancellationToken ct)
    {
        var listed = await table.ListAsync(ct);
        if (!listed.Ok)
            return new PointCheck(
                "Table",
                false,
                listed.Refusal.Sentence,
                "Put right what the sentence names; the portal tries again by itself."
            );
        if (!listed.Value.IsThere)
            return new PointCheck(
                "Table",
                false,
                "The table that guards is not loaded: everything is open until the portal has loaded it.",
                "Install the boot file, so that it is there before the portal is."
            );
        return listed.Value.About == NftRules.Fingerprint(settings.Placement, settings.Guards)
            ? new PointCheck(
                "Table",
                true,
                FormattableString.Invariant($"The table guards as the settings say; open entries: {listed.Value.Elements.Count}.")
            )
            : new PointCheck(
                "Table",
                false,
                "The table that is loaded was made from other settings.",
                "Install the boot file that is shown below anew, and restart the applier."
            );
    }

    private static PointCheck BootFile() =>
        File.Exists(NftablesSnippets.BootFile)
            ? new PointCheck("Boot file", true, $"{NftablesSnippets.BootFile} keeps everything guarded closed until the portal is up.")
            : new PointCheck(
                "Boot file",
                false,
                $"There is no {NftablesSnippets.BootFile}: between the machine's start and the portal's everything is open.",
                "Install the boot file, and let /etc/nftables.conf include it."
            );
}
