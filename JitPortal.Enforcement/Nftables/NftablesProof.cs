using System.Net;
using JitPortal.Enforcement.Gateway;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Probing;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables;

/// <summary>
/// Reads the kernel's set back, and tries the door from where the person is, where that can be done. NB. A connect from the machine with
/// the rules passes whatever they say, so it never proves a door; it only shows whether the service is up, which is the control without
/// which a refusal proves nothing.
/// </summary>
internal sealed class NftablesProof(NftablesSettings settings, NftTable table, TimeProvider time, SensorProbes? sensors = null)
{
    private const string ReadBack = "the kernel's own list";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly List<IVantage> _vantages =
    [
        .. settings.ProbeNamespace is { } name ? (IVantage[])[new ProbeNamespaceVantage(name, time)] : [],
        table.Probe,
        // On the guarded machine and on the router, own packets do not meet the rules.
        .. settings.Place == ApplierAddress.Ssh ? (IVantage[])[new OwnAddressVantage(time)] : [],
    ];

    public async Task<ProbeResult> OpenAsync(DoorAddress place, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        var listed = await table.ListAsync(ct);
        if (!listed.Ok)
            return Result(ProbeVerdict.NotComparable, listed.Refusal.Sentence, ReadBack, start);
        if (Element(listed.Value, place) is not { Expires: { } left })
            return Result(ProbeVerdict.Refuted, "The kernel has no entry for this address and service.", ReadBack, start);
        var seen = FormattableString.Invariant($"The kernel lists the entry for {left.TotalSeconds:0} more seconds");
        return await TryAsync(place, ct) switch
        {
            { Answer: ConnectAnswer.Accepted, As: null } tried => Result(
                ProbeVerdict.Proved,
                $"{seen}, and the service accepts.",
                tried.Vantage,
                start
            ),
            { As: null } tried => Result(ProbeVerdict.Refuted, $"{seen}, but {Words(tried.Answer)}.", tried.Vantage, start),
            _ => Result(ProbeVerdict.NotComparable, $"{seen}; {NotTried(place)}.", ReadBack, start),
        };
    }

    public async Task<ProbeResult> ShutAsync(DoorAddress place, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        var listed = await table.ListAsync(ct);
        if (!listed.Ok)
            return Result(ProbeVerdict.NotComparable, listed.Refusal.Sentence, ReadBack, start);
        if (!listed.Value.IsThere)
            return Result(ProbeVerdict.Refuted, "The table that guards is not there.", ReadBack, start);
        if (Element(listed.Value, place) is { } element)
            return element.Mark is { } mark && !mark.Grants.Contains(place.Grant)
                ? Result(
                    ProbeVerdict.NotComparable,
                    "Another grant from the same address keeps the path open; it closes when that one ends.",
                    ReadBack,
                    start
                )
                : Result(ProbeVerdict.Refuted, $"The kernel still lists the entry: {element}.", ReadBack, start);
        const string Seen = "The kernel no longer lists the entry";
        var tried = await TryAsync(place, ct);
        var took = time.GetElapsedTime(start);
        // NB. An address that has a grant of its own says nothing about one that has none.
        if (tried is null || (tried.As is { } beside && Holds(listed.Value, beside, place.Service)))
            return Result(ProbeVerdict.NotComparable, $"{Seen}; {NotTried(place)}.", ReadBack, took);
        if (tried.Answer == ConnectAnswer.Accepted)
            return Result(
                ProbeVerdict.Refuted,
                tried.As is null
                    ? $"{Seen}, but the service accepts all the same."
                    : $"{Seen}, but the service accepts an address without a grant.",
                tried.Vantage,
                took
            );
        if (tried is { Answer: ConnectAnswer.NoAnswer, SilenceCounts: false })
            return Result(
                ProbeVerdict.NotComparable,
                $"{Seen}, but the try met no answer at all, though these rules answer whom they refuse: the way there and back could not be verified.",
                tried.Vantage,
                took
            );
        return await IsUpAsync(place, ct)
            ? Result(ProbeVerdict.Proved, $"{Seen} and {Words(tried.Answer)}; the service itself is up.", tried.Vantage, took)
            : Result(
                ProbeVerdict.NotComparable,
                $"{Seen} and {Words(tried.Answer)}; nothing shows that the service itself is up, so this could not be verified.",
                tried.Vantage,
                took
            );
    }

    /// <summary>Whether an address without a grant gets in: from a sensor in the person's network, else from the portal where the rules are elsewhere.</summary>
    public async Task<DirectPathResult> DirectAsync(DoorAddress place, CancellationToken ct)
    {
        const string Here = "from the portal's machine, without a grant";
        if (place.Service.Protocol != TransportProtocol.Tcp)
            return Untried(
                "Not tried: over UDP a service that is let through and one that is not look the same from outside.",
                Here,
                false
            );
        var start = time.GetTimestamp();
        var listed = await table.ListAsync(ct);
        if (!listed.Ok)
            return Untried(listed.Refusal.Sentence, Here, true);
        if (
            sensors is not null
            && await sensors.ConnectAsync(null, place, Patience, ct) is { From: { } from } seen
            && !Holds(listed.Value, from, place.Service)
        )
            return await DirectAsync(place, seen.Met, $"{Sensor(seen, from)}", start, ct);
        if (settings.Place != ApplierAddress.Ssh)
            return Untried(
                "Not tried: the rules do not apply to what this machine itself sends, and no sensor without a grant is awake in the person's network.",
                Here,
                sensors is not null
            );
        if (LocalAddress.Towards(place.Service.Address) is not { } own || Holds(listed.Value, own, place.Service))
            return Untried("Not tried: the portal's own address may have a grant.", Here, true);
        var (answer, _) = await ConnectProbe.TryAsync(new IPEndPoint(place.Service.Address, place.Service.Port), null, Patience, time, ct);
        return await DirectAsync(place, answer, Here, start, ct);
    }

    private async Task<DirectPathResult> DirectAsync(
        DoorAddress place,
        ConnectAnswer answer,
        string vantage,
        long start,
        CancellationToken ct
    )
    {
        if (answer == ConnectAnswer.Accepted)
            return new(
                DirectPath.Bypassable,
                $"{place.Service} answers without a grant: this point is not on that path.",
                vantage,
                time.GetUtcNow(),
                time.GetElapsedTime(start)
            );
        return await IsUpAsync(place, ct)
            ? new(
                DirectPath.Guarded,
                $"{place.Service} does not answer without a grant, and the service itself is up.",
                vantage,
                time.GetUtcNow(),
                time.GetElapsedTime(start)
            )
            : Untried(
                $"{place.Service} does not answer, and nothing shows that the service itself is up, so this could not be verified.",
                vantage,
                true
            );
    }

    private DirectPathResult Untried(string sentence, string vantage, bool again) =>
        new(DirectPath.Unknown, sentence, vantage, time.GetUtcNow(), TimeSpan.Zero) { TryAgain = again };

    private static NftElement? Element(NftListing listing, DoorAddress place) =>
        listing.Elements.FirstOrDefault(e => e.Tuple == NftTuple.Of(place.Source, place.Service));

    private static bool Holds(NftListing listing, IPAddress source, Endpoint service) =>
        listing.Elements.Any(e => e.Tuple == NftTuple.Of(source, service));

    /// <summary>Null when there is no place to try from.</summary>
    private async Task<Tried?> TryAsync(DoorAddress place, CancellationToken ct)
    {
        if (place.Service.Protocol != TransportProtocol.Tcp)
            return null;
        foreach (var vantage in _vantages)
        {
            var answer = await vantage.TryAsync(place.Source, place.Service, ct);
            if (answer != ConnectAnswer.NoVantage)
                return new Tried(answer, vantage.Name, null, vantage.SilenceCounts);
        }

        return sensors is not null && await sensors.ConnectAsync(null, place, Patience, ct) is { From: { } from } seen
            ? new Tried(seen.Met, Sensor(seen, from, place.Source), from.Equals(place.Source) ? null : from, true)
            : null;
    }

    /// <summary>From the machine with the rules, whose own packets do not meet them.</summary>
    private Task<bool> IsUpAsync(DoorAddress place, CancellationToken ct) => table.Probe.IsUpAsync(place.Service, ct);

    private static string Sensor(ProbeAnswer seen, IPAddress from, IPAddress? person = null) =>
        from.Equals(person)
            ? $"from the sensor {seen.Sensor}, which has the person's address"
            : $"from the sensor {seen.Sensor} in the person's network, as {from}, which has no grant";

    private static string NotTried(DoorAddress place) =>
        place.Service.Protocol == TransportProtocol.Tcp
            ? "it could not be tried as the person"
            : "over UDP nothing more can be seen, because nobody has to answer a datagram";

    private static string Words(ConnectAnswer answer) =>
        answer switch
        {
            ConnectAnswer.Refused => "the connection is reset",
            ConnectAnswer.Unreachable => "a firewall on the way says that it is forbidden",
            _ => "nobody answers",
        };

    private ProbeResult Result(ProbeVerdict verdict, string sentence, string vantage, long start) =>
        Result(verdict, sentence, vantage, time.GetElapsedTime(start));

    private ProbeResult Result(ProbeVerdict verdict, string sentence, string vantage, TimeSpan took) =>
        new(verdict, sentence, vantage, time.GetUtcNow(), took);

    /// <param name="As">The address that tried, when it is not the person's but one beside it, which has no grant.</param>
    private sealed record Tried(ConnectAnswer Answer, string Vantage, IPAddress? As, bool SilenceCounts);
}
