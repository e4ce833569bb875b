using System.Net;
using JitPortal.Enforcement.Gateway;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Probing;

namespace JitPortal.Enforcement.Nftables;

/// <summary>
/// Reads the kernel's set back, and tries the door from where the person is, where that can be done. NB. A connect from the router
/// itself passes whatever the rules say, so it never proves a door; it only shows whether the service is up, which is the control
/// without which a refusal proves nothing.
/// </summary>
internal sealed class NftablesProof(NftablesSettings settings, NftTable table, TimeProvider time, SensorProbes? sensors = null)
{
    private const string ReadBack = "the kernel's own list";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly List<IVantage> _vantages =
    [
        .. settings.ProbeNamespace is { } name ? (IVantage[])[new ProbeNamespaceVantage(name, time)] : [],
        // On the guarded machine and on the router, own packets do not meet the rules.
        .. settings.Place == ApplierPlace.Ssh ? (IVantage[])[new OwnAddressVantage(time)] : [],
        .. sensors is null ? (IVantage[])[] : [new SensorVantage(sensors)],
    ];

    public async Task<ProbeResult> OpenAsync(DoorPlace place, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        var listed = await table.ListAsync(ct);
        if (!listed.Ok)
            return Result(ProbeVerdict.NotComparable, listed.Refusal.Sentence, ReadBack, start);
        if (Element(listed.Value, place) is not { Expires: { } left })
            return Result(ProbeVerdict.Refuted, "The kernel lists no door for this address and service.", ReadBack, start);
        var seen = FormattableString.Invariant($"The kernel lists the door for {left.TotalSeconds:0} more seconds");
        var (answer, vantage) = await TryAsync(place, ct);
        return answer switch
        {
            ConnectAnswer.Accepted => Result(ProbeVerdict.Proved, $"{seen}, and the service accepts.", vantage, start),
            ConnectAnswer.NoVantage => Result(ProbeVerdict.NotComparable, $"{seen}; it could not be tried as the person.", ReadBack, start),
            _ => Result(ProbeVerdict.Refuted, $"{seen}, but {Words(answer)}.", vantage, start),
        };
    }

    public async Task<ProbeResult> ShutAsync(DoorPlace place, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        var listed = await table.ListAsync(ct);
        if (!listed.Ok)
            return Result(ProbeVerdict.NotComparable, listed.Refusal.Sentence, ReadBack, start);
        if (!listed.Value.IsThere)
            return Result(ProbeVerdict.Refuted, "The table that guards is not there.", ReadBack, start);
        if (Element(listed.Value, place) is { } element)
            return element.Mark is { } mark && !mark.Grants.Contains(place.Grant)
                ? Result(ProbeVerdict.NotComparable, "Another grant from the same address keeps the way open; it shuts when that one ends.", ReadBack, start)
                : Result(ProbeVerdict.Refuted, $"The kernel still lists the door: {element}.", ReadBack, start);
        const string Seen = "The kernel lists the door no more";
        var (answer, vantage) = await TryAsync(place, ct);
        var took = time.GetElapsedTime(start);
        if (answer == ConnectAnswer.NoVantage)
            return Result(ProbeVerdict.NotComparable, $"{Seen}; it could not be tried as the person.", ReadBack, took);
        if (answer == ConnectAnswer.Accepted)
            return Result(ProbeVerdict.Refuted, $"{Seen}, but the service accepts all the same.", vantage, took);
        return await IsUpAsync(place, ct)
            ? Result(ProbeVerdict.Proved, $"{Seen} and {Words(answer)}; the service itself is up.", vantage, took)
            : Result(ProbeVerdict.NotComparable, $"{Seen} and {Words(answer)}; nothing shows that the service itself is up, so there is nothing to compare with.", vantage, took);
    }

    /// <summary>The portal has no grant: where it reaches the service though it is elsewhere, so does everybody.</summary>
    public async Task<DirectPathResult> DirectAsync(DoorPlace place, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        const string Here = "from the portal's machine, without a grant";
        if (settings.Place != ApplierPlace.Ssh || place.Service.Protocol != Shared.TransportProtocol.Tcp)
            return new(DirectPath.Unknown, "Not tried: the rules do not apply to what this machine itself sends.", Here, time.GetUtcNow(), TimeSpan.Zero);
        var own = LocalAddress.Towards(place.Service.Address, null);
        var listed = await table.ListAsync(ct);
        if (!listed.Ok || listed.Value.Elements.Any(e => e.Tuple.Service.Equals(place.Service.Address) && e.Tuple.Source.ToString() == own))
            return new(DirectPath.Unknown, "Not tried: the portal's own address may have a grant.", Here, time.GetUtcNow(), TimeSpan.Zero);
        var (answer, _) = await ConnectProbe.TryAsync(new IPEndPoint(place.Service.Address, place.Service.Port), null, Patience, time, ct);
        var took = time.GetElapsedTime(start);
        return answer == ConnectAnswer.Accepted
            ? new(DirectPath.Bypassable, $"{place.Service} answers the portal, which has no grant: this point does not stand in that way.", Here, time.GetUtcNow(), took)
            : new(DirectPath.Guarded, $"{place.Service} does not let the portal in, which has no grant.", Here, time.GetUtcNow(), took);
    }

    private static NftElement? Element(NftListing listing, DoorPlace place) => listing.Elements.FirstOrDefault(e => e.Tuple == NftTuple.Of(place.Source, place.Service));

    private async Task<(ConnectAnswer Answer, string Vantage)> TryAsync(DoorPlace place, CancellationToken ct)
    {
        if (place.Service.Protocol != Shared.TransportProtocol.Tcp)
            return (ConnectAnswer.NoVantage, "");
        foreach (var vantage in _vantages)
        {
            var answer = await vantage.TryAsync(place.Source, place.Service, ct);
            if (answer != ConnectAnswer.NoVantage)
                return (answer, vantage.Name);
        }

        return (ConnectAnswer.NoVantage, "");
    }

    /// <summary>From the machine with the rules, whose own packets do not meet them.</summary>
    private async Task<bool> IsUpAsync(DoorPlace place, CancellationToken ct)
    {
        if (settings.Place == ApplierPlace.Ssh)
            return false;
        try
        {
            return (await ConnectProbe.TryAsync(new IPEndPoint(place.Service.Address, place.Service.Port), null, Patience, time, ct, settings.NetworkNamespace)).Answer == ConnectAnswer.Accepted;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string Words(ConnectAnswer answer) => answer switch
    {
        ConnectAnswer.Refused => "the connection is reset",
        ConnectAnswer.Unreachable => "a firewall on the way says that it is forbidden",
        _ => "nobody answers",
    };

    private ProbeResult Result(ProbeVerdict verdict, string sentence, string vantage, long start) => Result(verdict, sentence, vantage, time.GetElapsedTime(start));

    private ProbeResult Result(ProbeVerdict verdict, string sentence, string vantage, TimeSpan took) => new(verdict, sentence, vantage, time.GetUtcNow(), took);
}
