using System.Net;

namespace JitPortal.Enforcement.Probing;

/// <summary>A place from which a door can be tried as the person would.</summary>
internal interface IVantage
{
    /// <summary>For people: “from …”.</summary>
    string Name { get; }

    /// <summary>Whether a try that nobody answers shows that somebody keeps out; else it may as well be lost on its way back.</summary>
    bool SilenceCounts { get; }

    /// <summary>What a connect from that address met; <see cref="ConnectAnswer.NoVantage"/> when it can't stand for the address.</summary>
    Task<ConnectAnswer> TryAsync(IPAddress source, Endpoint service, CancellationToken ct);
}
