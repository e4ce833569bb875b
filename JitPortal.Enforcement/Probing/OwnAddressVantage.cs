using System.Net;

namespace JitPortal.Enforcement.Probing;

/// <summary>The portal's own machine, for people whose address is one of it.</summary>
internal sealed class OwnAddressVantage(TimeProvider time) : IVantage
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public string Name => "from the portal's machine, which has the person's address";

    public bool SilenceCounts => true;

    public async Task<ConnectAnswer> TryAsync(IPAddress source, Endpoint service, CancellationToken ct) =>
        (await ConnectProbe.TryAsync(new IPEndPoint(service.Address, service.Port), source, Patience, time, ct)).Answer;
}
