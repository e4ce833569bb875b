using System.Net;
using System.Net.Sockets;
using JitPortal.Enforcement.Gateway;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Probing;

/// <summary>Tries the gateway's doors over the network, from the portal's own machine, which is all the vantage it has.</summary>
internal sealed class GatewayProof(
    GatewaySettings settings,
    TimeProvider time,
    Func<GrantId, GatewayDoor?> find,
    SensorProbes? sensors = null
) : IDisposable
{
    private const string Here = "from the portal's machine";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private readonly NmapEvidence _evidence = new(time);

    /// <summary>Connects to the door as a person would and waits until the gateway has reached the service for it.</summary>
    public async Task<ProbeResult> OpenAsync(DoorAddress place, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        if (find(place.Grant) is not { Shutting: false } door)
            return Result(ProbeVerdict.Refuted, "The gateway has no open port for this grant.", start);
        using var socket = new Socket(place.Source.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        var target = DoorAt(place);
        socket.Bind(new IPEndPoint(target.Address, 0));
        var ticket = door.LetIn((IPEndPoint)socket.LocalEndPoint!);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(settings.ConnectTimeout + Timeout);
        try
        {
            await socket.ConnectAsync(target, patience.Token);
            return Through(await ticket.Upstream.WaitAsync(patience.Token), place.Port, start);
        }
        catch (SocketException) when (ticket.Upstream.IsCompletedSuccessfully)
        {
            // The gateway was so quick to pass on the service's refusal that the connect itself met it.
            return Through(await ticket.Upstream, place.Port, start);
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return Result(ProbeVerdict.Refuted, $"Port {place.Port} of the gateway does not answer.", start);
        }
        finally
        {
            door.Withdraw(ticket);
        }
    }

    private ProbeResult Through(SocketError service, int port, long start) =>
        service == SocketError.Success
            ? Result(ProbeVerdict.Proved, $"Port {port} accepts, and through it the service accepts.", start)
            : Result(ProbeVerdict.Refuted, $"Port {port} accepts, but the service does not ({service}).", start);

    /// <summary>The port must refuse, no connection may be left, and the service must be up, or its silence would prove nothing.</summary>
    public async Task<ProbeResult> ShutAsync(DoorAddress place, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        if (find(place.Grant) is { } door)
            return Result(
                ProbeVerdict.Refuted,
                $"Port {place.Port} of the gateway is still open, with {door.View().Flows.Count} connections.",
                start
            );
        if (place.Port == 0)
            return Result(ProbeVerdict.Proved, "It was never opened.", start);
        var (answer, _) = await ConnectProbe.TryAsync(DoorAt(place), null, Timeout, time, ct);
        if (answer == ConnectAnswer.Accepted)
            return Result(ProbeVerdict.Refuted, $"Something still answers on port {place.Port}, though the gateway has closed it.", start);
        var seen = $"Port {place.Port} {(answer == ConnectAnswer.Refused ? "refuses" : "does not answer")} and no connection is left";
        var took = time.GetElapsedTime(start);
        var (control, _) = await ConnectProbe.TryAsync(Service(place), Egress(place), Timeout, time, ct);
        var proof =
            control == ConnectAnswer.Accepted || (place.Behind is { } behind && await behind.IsUpAsync(place.Service, ct))
                ? Result(ProbeVerdict.Proved, $"{seen}; the service itself is up.", took)
                : Result(
                    ProbeVerdict.NotComparable,
                    $"{seen}; the service itself does not answer now, so this could not be verified.",
                    took
                );
        return place.WantsEvidence ? proof with { Evidence = await _evidence.TakeAsync(DoorAt(place), ct) } : proof;
    }

    public void Dispose() => _evidence.Dispose();

    /// <summary>
    /// The direct path, from the person's own address when the person sits at this machine, else from a sensor in the person's network,
    /// else from the configured second address. Silence counts only when the gateway reaches the service at that moment.
    /// </summary>
    public async Task<DirectPathResult> DirectAsync(DoorAddress place, CancellationToken ct)
    {
        if (
            (IPAddress.IsLoopback(place.Source) || LocalAddress.IsOwn(place.Source))
            && await FromHereAsync(place, AsThePerson(place), ct) is { } own
        )
            return own;
        // NB. The second address stands somewhere else than the person; a sensor knows better.
        if (sensors is not null && await sensors.DirectAsync(place, ct) is { } seen)
            return await ComparedAsync(place, seen.Met, seen.Vantage, seen.Took, ct);
        if (
            settings.ProbeFrom is { } second
            && second.AddressFamily == place.Service.Address.AddressFamily
            && await FromHereAsync(place, second, ct) is { } beside
        )
            return beside;
        return new(
            DirectPath.Unknown,
            "Not tried: this machine has no address that stands for the person's; add a sensor in the person's network, or set Gateway:ProbeFrom.",
            Here,
            time.GetUtcNow(),
            TimeSpan.Zero
        )
        {
            TryAgain = true,
        };
    }

    /// <summary>Null when no connect can come from there.</summary>
    private async Task<DirectPathResult?> FromHereAsync(DoorAddress place, IPAddress? from, CancellationToken ct)
    {
        var (answer, took) = await ConnectProbe.TryAsync(Service(place), from, Timeout, time, ct);
        return answer == ConnectAnswer.NoVantage
            ? null
            : await ComparedAsync(place, answer, from is null ? Here : $"{Here}, as {from}", took, ct);
    }

    private async Task<DirectPathResult> ComparedAsync(
        DoorAddress place,
        ConnectAnswer answer,
        string vantage,
        TimeSpan took,
        CancellationToken ct
    )
    {
        if (answer == ConnectAnswer.Accepted)
            return new(
                DirectPath.Bypassable,
                $"{place.Service} answers on the direct path; a network rule should allow only the gateway.",
                vantage,
                time.GetUtcNow(),
                took
            );
        var (control, _) = await ConnectProbe.TryAsync(Service(place), Egress(place), Timeout, time, ct);
        return control == ConnectAnswer.Accepted
            ? new(
                DirectPath.Guarded,
                $"{place.Service} does not answer on the direct path, but answers the gateway.",
                vantage,
                time.GetUtcNow(),
                took
            )
            : new(
                DirectPath.Unknown,
                $"{place.Service} does not answer on the direct path, and the gateway does not reach it either, so this could not be verified.",
                vantage,
                time.GetUtcNow(),
                took
            )
            {
                TryAgain = true,
            };
    }

    /// <summary>
    /// The address to try from for a person at this machine. It has addresses of its own for every other family and network, so where
    /// theirs cannot reach the service the system chooses (null).
    /// </summary>
    private static IPAddress? AsThePerson(DoorAddress place)
    {
        var (source, service) = (place.Source, place.Service.Address);
        if (IPAddress.IsLoopback(service))
            return source.AddressFamily == service.AddressFamily ? source
                : service.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback
                : IPAddress.IPv6Loopback;
        return IPAddress.IsLoopback(source) || source.AddressFamily != service.AddressFamily ? null : source;
    }

    /// <summary>As the gateway itself connects.</summary>
    private IPAddress? Egress(DoorAddress place) =>
        settings.Egress is { } egress && egress.AddressFamily == place.Service.Address.AddressFamily ? egress : null;

    private static IPEndPoint Service(DoorAddress place) => new(place.Service.Address, place.Service.Port);

    private IPEndPoint DoorAt(DoorAddress place)
    {
        var loopback = place.Source.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback;
        var any = settings.Listen is null || settings.Listen.Equals(IPAddress.Any) || settings.Listen.Equals(IPAddress.IPv6Any);
        return new IPEndPoint(any ? loopback : settings.Listen!, place.Port);
    }

    private ProbeResult Result(ProbeVerdict verdict, string sentence, long start) => Result(verdict, sentence, time.GetElapsedTime(start));

    private ProbeResult Result(ProbeVerdict verdict, string sentence, TimeSpan took) =>
        new(verdict, sentence, Here, time.GetUtcNow(), took);
}
