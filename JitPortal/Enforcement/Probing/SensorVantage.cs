using System.Net;

namespace JitPortal.Enforcement.Probing;

/// <summary>A sensor on the person's own machine. NB. One beside it has another address, which no grant lets in, and cannot stand for the person.</summary>
internal sealed class SensorVantage(SensorProbes sensors) : IVantage
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public string Name => "from a sensor that has the person's address";

    public async Task<ConnectAnswer> TryAsync(IPAddress source, Endpoint service, CancellationToken ct) =>
        await sensors.ConnectAsync(null, source, service, Patience, ct) is { } answer && source.Equals(answer.From) ? answer.Met : ConnectAnswer.NoVantage;
}
